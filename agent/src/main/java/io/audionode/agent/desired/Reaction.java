package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Profile;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is done, or would be, while memory pressure hurts audio pods.
 *
 * @param kind any but {@code OBSERVE}
 * @param pods those it is for, by UID and in no order
 * @param donation who has to give, null for a reaction that touches nobody else
 */
public record Reaction(
    Profile.Reaction kind, State state, Set<Hurt> pods, @Nullable Donation donation) {
  public Reaction {
    requireNonNull(kind, "kind is null");
    requireNonNull(state, "state is null");
    pods = Set.copyOf(pods);
    if ((kind == Profile.Reaction.OOM) != (donation == null)) {
      throw new IllegalArgumentException("kind is " + kind + ", donation is " + donation);
    }
  }

  /** How far it has come. */
  public enum State {
    /** Nothing hurts: this is what would be done. */
    READY("ready"),
    /** It is done in this very run, once. */
    NOW("now"),
    /** It lasts until it is calm. */
    IN_FORCE("in-force"),
    /** It was done, and is not done again before a coolDown has passed. */
    COOLING_DOWN("cooling-down");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** The word of the API. */
    public String word() {
      return word;
    }
  }

  /**
   * A pod that is hurt, or may be.
   *
   * @param title its namespace and name
   */
  public record Hurt(String uid, String title) {
    public Hurt {
      requireNonNull(uid, "uid is null");
      requireNonNull(title, "title is null");
    }
  }

  /**
   * What a pod that did not ask has to give.
   *
   * @param title its namespace and name
   * @param bytes how much of its memory, or what it may have at the most
   */
  public record Donation(String title, CgroupPath cgroup, Bytes bytes) {
    public Donation {
      requireNonNull(title, "title is null");
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(bytes, "bytes is null");
    }
  }

  /** Whether anything of it is done at the moment. */
  public boolean acts() {
    return state == State.NOW || state == State.IN_FORCE;
  }

  /** Why, for people. */
  public String reason() {
    return "memory pressure hurts "
        + pods.stream().map(Hurt::title).sorted().collect(Collectors.joining(", "));
  }

  /** What, for people. */
  public String text() {
    if (donation == null) {
      return "keep oom_score_adj of its processes at %d or lower"
          .formatted(ProcessPolicy.UNDER_PRESSURE);
    }
    return kind == Profile.Reaction.RECLAIM
        ? "reclaim %s from %s in %s"
            .formatted(donation.bytes(), donation.title(), donation.cgroup())
        : "set memory.high = %s for %s in %s"
            .formatted(donation.bytes(), donation.title(), donation.cgroup());
  }
}
