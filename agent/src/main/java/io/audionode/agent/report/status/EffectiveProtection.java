package io.audionode.agent.report.status;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of a {@code memory.min} the kernel grants after all ancestors: mm/memcontrol.c
 * effective_protection() (mm/page_counter.c since 6.11).
 *
 * <p>A cgroup claims the smaller of its use and its minimum. A top-level cgroup is granted its
 * claim. Below, children whose claims together stay within what their parent is granted get what
 * they claim; otherwise the parent's grant is shared in proportion to the claims.
 *
 * <p>Two things differ on purpose. The cgroup asked about, and what stands above it, count as if
 * they used all of their minimum, because an idle cgroup is no less protected for it. And what
 * {@code memory_recursiveprot} hands down of an unclaimed minimum is left out, because not every
 * mount has it; the true grant can only be larger. Siblings that the snapshot does not hold claim
 * nothing.
 */
public final class EffectiveProtection {
  private final NodeSnapshot seen;
  private final Map<CgroupPath, Bytes> claimsBelow = new HashMap<>();

  public EffectiveProtection(NodeSnapshot seen) {
    this.seen = seen;
    for (var cgroup : seen.cgroups().all()) {
      cgroup
          .path()
          .parent()
          .ifPresent(parent -> claimsBelow.merge(parent, claim(cgroup), Bytes::plus));
    }
  }

  /** What a cgroup is granted; nothing when it or one above it is not there. */
  public Bytes of(CgroupPath path) {
    var granted = Optional.<Bytes>empty();
    var chain = new ArrayList<>(path.ancestors());
    chain.add(path);
    for (var step : chain) {
      var claim = seen.cgroup(step).map(EffectiveProtection::wholeClaim).orElse(Bytes.ZERO);
      granted = Optional.of(granted.map(parent -> granted(step, claim, parent)).orElse(claim));
    }
    return granted.orElse(Bytes.ZERO);
  }

  /**
   * The kernel's rule for one child.
   *
   * @param claim the smaller of the child's use and its minimum
   * @param parentGranted what its parent is granted
   * @param claims of all the parent's children, this one included
   */
  static Bytes share(Bytes claim, Bytes parentGranted, Bytes claims) {
    if (claims.compareTo(parentGranted) <= 0) {
      return claim;
    }
    return Bytes.of(
        BigInteger.valueOf(claim.value())
            .multiply(BigInteger.valueOf(parentGranted.value()))
            .divide(BigInteger.valueOf(claims.value()))
            .longValueExact());
  }

  private Bytes granted(CgroupPath path, Bytes claim, Bytes parentGranted) {
    var claims = path.parent().map(claimsBelow::get).orElse(Bytes.ZERO);
    var own = seen.cgroup(path).map(EffectiveProtection::claim).orElse(Bytes.ZERO);
    return share(claim, parentGranted, claims.minusOrZero(own).plus(claim));
  }

  private static Bytes claim(SeenCgroup cgroup) {
    return wholeClaim(cgroup).min(use(cgroup));
  }

  private static Bytes wholeClaim(SeenCgroup cgroup) {
    var minimum = cgroup.knob(Memory.MIN.file()).map(Limit::parse).orElse(Limit.of(0));
    return switch (minimum) {
      case Limit.Max _ -> use(cgroup);
      case Limit.Of some -> some.bytes();
    };
  }

  private static Bytes use(SeenCgroup cgroup) {
    var current = cgroup.current();
    return current == null ? Bytes.ZERO : current;
  }
}
