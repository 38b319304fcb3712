package io.audionode.cgroupfs.tree;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.FlatKeyed;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Optional;

/**
 * {@code cgroup.events}.
 *
 * @param populated whether the cgroup or a descendant has a live process
 * @param frozen empty before 5.2
 */
public record CgroupEvents(boolean populated, Optional<Boolean> frozen) {
  public CgroupEvents {
    requireNonNull(frozen, "frozen is null");
  }

  public static CgroupEvents parse(String text) throws Malformed {
    var values = FlatKeyed.parse(text);
    return new CgroupEvents(
        FlatKeyed.require(values, "populated") != 0,
        Optional.ofNullable(values.get("frozen")).map(frozen -> frozen != 0));
  }
}
