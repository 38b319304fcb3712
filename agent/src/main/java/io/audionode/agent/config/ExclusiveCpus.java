package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

/**
 * Cpus that a thread class has for itself, among audio pods.
 *
 * @param count how many, 0..64; with 0 the class shares
 * @param partition what its {@code cpuset.cpus.partition} should be
 */
public record ExclusiveCpus(int count, Partition partition) {
  public static final ExclusiveCpus NONE = new ExclusiveCpus(0, Partition.MEMBER);

  public ExclusiveCpus {
    Range.EXCLUSIVE_CPUS.check("exclusiveCpus", count);
    requireNonNull(partition, "partition is null");
    if (count == 0 && partition != Partition.MEMBER) {
      throw new IllegalArgumentException("a partition needs exclusive cpus");
    }
  }

  /** Documentation/admin-guide/cgroup-v2.rst, {@code cpuset.cpus.partition}. */
  public enum Partition {
    /** None: the cpus are taken from other audio pods only. */
    MEMBER("member"),
    /** A scheduling domain of its own; nobody outside it runs on its cpus. */
    ROOT("root"),
    /** The same, without load balancing among its cpus. */
    ISOLATED("isolated");

    private final String word;

    Partition(String word) {
      this.word = word;
    }

    /** The kernel's word. */
    public String word() {
      return word;
    }
  }
}
