package io.audionode.agent.plan;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Optional;

/**
 * Somebody changed what the agent had set.
 *
 * @param action what sets it again
 * @param file the control file, or what else was changed; one of few words
 * @param suspect who it may have been
 * @param times how often in a row, this time included
 * @param pause how long it is left as it is; zero when it is set again at once
 */
public record Drift(Action action, String file, Suspect suspect, int times, Duration pause) {
  public Drift {
    requireNonNull(action, "action is null");
    requireNonNull(file, "file is null");
    requireNonNull(suspect, "suspect is null");
    requireNonNull(pause, "pause is null");
  }

  /** Whether it is set again at once. */
  public boolean repaired() {
    return pause.isZero();
  }

  /** A guess: the kernel does not tell who writes. */
  public enum Suspect {
    /** Its managers and its loop that runs each minute write below kubepods. */
    KUBELET("kubelet", "kubelet or the container runtime"),
    /**
     * Below {@code kubepods.slice} systemd writes for kubelet, and all minima anew when it reloads:
     * 0, as nobody told it of another (seen with systemd 252).
     */
    SYSTEMD_OR_KUBELET("systemd-or-kubelet", "systemd, kubelet or the container runtime"),
    /** It hands controllers out anew when it reloads. */
    SYSTEMD("systemd", "systemd"),
    UNKNOWN("unknown", "somebody");

    private final String word;
    private final String words;

    Suspect(String word, String words) {
      this.word = word;
      this.words = words;
    }

    /** The word of metrics. */
    public String word() {
      return word;
    }

    /** For people. */
    public String words() {
      return words;
    }

    static Suspect of(Action action) {
      return switch (action) {
        case Action.WriteKnob write -> below(write.cgroup()).orElse(UNKNOWN);
        case Action.SetControllers set -> below(set.cgroup()).orElse(SYSTEMD);
        case Action.MoveProcess move -> below(move.from()).orElse(UNKNOWN);
        default -> UNKNOWN;
      };
    }

    /** Who writes below kubepods; empty elsewhere. */
    private static Optional<Suspect> below(CgroupPath path) {
      return path.segments().stream()
          .findFirst()
          .filter(first -> first.startsWith("kubepods"))
          .map(first -> first.endsWith(".slice") ? SYSTEMD_OR_KUBELET : KUBELET);
    }
  }
}
