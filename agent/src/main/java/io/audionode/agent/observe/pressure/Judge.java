package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.pressure.Growth;
import io.audionode.agent.model.pressure.Judgement;
import io.audionode.agent.model.pressure.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Decides whether pressure hurts audio. Pure.
 *
 * <p>Stalls alone are no proof: a pod that reads files below a limit of its own raises the pressure
 * of everything above it (seen with talos#12526). So two signals have to agree in one cgroup: its
 * tasks stalled, and pages of it were taken away and had to be read back, as major faults or as
 * refaults.
 *
 * <p>How far the readings lie apart depends on when a cgroup was last read, which must not decide.
 * So one page for each {@link Baselines#WINDOW} is asked for, and never more than {@link
 * #FEWEST_LOST}.
 */
final class Judge {
  /** A program that starts reads its own pages from the disk too. */
  static final long FEWEST_LOST = 20;

  private static final int MOST_NAMED = 5;

  private Judge() {}

  /** A pod whose tasks stalled and that lost pages. */
  record Hurt(String subject, Growth recent) {}

  /**
   * A trigger of one pod's tasks fired.
   *
   * @param recent its growth in the last seconds; in the last 40 when nothing fired meanwhile
   */
  static Judgement ofPod(Growth recent) {
    if (recent.memory().lost().isEmpty()) {
      return new Judgement(
          Verdict.AUDIO_WAITS,
          "its tasks stalled, and there is no second signal: nobody counts its faults (no memory.stat)",
          false);
    }
    return lostEnough(recent)
        ? new Judgement(Verdict.AUDIO_HURTS, lost(recent) + atLimits(recent), isFromOutside(recent))
        : new Judgement(
            Verdict.AUDIO_WAITS,
            "its tasks stalled, and hardly any page was read back: " + lost(recent),
            false);
  }

  /**
   * Whether others took the pages: no limit of audio's was reached in a whole window. A shorter one
   * may lie between the moment in which a limit took pages and the one in which they are missed.
   */
  private static boolean isFromOutside(Growth recent) {
    return Long.valueOf(0).equals(recent.limitHits())
        && recent.over().compareTo(Baselines.WINDOW) >= 0;
  }

  /**
   * A trigger of the machine or of a NUMA node fired.
   *
   * @param hurt the pods that hurt
   * @param uncounted how many pods there are whose faults nobody counts
   */
  static Judgement ofMany(List<Hurt> hurt, long uncounted) {
    if (hurt.isEmpty()) {
      return new Judgement(
          Verdict.NOISE_ELSEWHERE,
          "no audio pod both stalled and had pages read back" + uncounted(uncounted),
          false);
    }
    var named =
        hurt.stream()
            .limit(MOST_NAMED)
            .map(one -> one.subject() + ": " + lost(one.recent()))
            .toList();
    var more = hurt.size() > MOST_NAMED ? "; and %d more".formatted(hurt.size() - MOST_NAMED) : "";
    return new Judgement(Verdict.AUDIO_HURTS, String.join("; ", named) + more, false);
  }

  private static String uncounted(long pods) {
    return pods == 0
        ? ""
        : "; of %d there is no second signal: nobody counts their faults (no memory.stat)"
            .formatted(pods);
  }

  /** Whether a pod stalled for as long as a trigger asks and lost pages. */
  static boolean hurts(Growth recent, Duration stall) {
    return lostEnough(recent) && stalled(recent) >= stall.toNanos() / 1_000;
  }

  private static long stalled(Growth recent) {
    return Objects.requireNonNullElse(recent.someUsec(), 0L);
  }

  /** Whether so many pages were lost that it is worth an event without a trigger. */
  static boolean lostMany(Growth growth) {
    return growth.memory().lost().orElse(0) >= FEWEST_LOST;
  }

  private static boolean lostEnough(Growth recent) {
    var windows = recent.over().dividedBy(Baselines.WINDOW);
    return recent.memory().lost().orElse(0) >= Math.clamp(windows, 1, FEWEST_LOST);
  }

  private static String lost(Growth recent) {
    return "%d major faults and %d refaults within %s"
        .formatted(recent.memory().majorFaults(), recent.memory().refaults(), over(recent.over()));
  }

  private static String atLimits(Growth recent) {
    var hits = Objects.requireNonNullElse(recent.limitHits(), 0L);
    return hits == 0 ? "" : "; limits of its own or of all audio pods reached: %d".formatted(hits);
  }

  private static String over(Duration duration) {
    return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }
}
