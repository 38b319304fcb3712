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
        case Action.WriteKnob write -> isKubelets(write.cgroup()) ? KUBELET : UNKNOWN;
        case Action.SetControllers set -> isKubelets(set.cgroup()) ? KUBELET : SYSTEMD;
        case Action.MoveProcess move -> isKubelets(move.from()) ? KUBELET : UNKNOWN;
        default -> UNKNOWN;
      };
    }

    private static boolean isKubelets(CgroupPath path) {
      return Optional.of(path)
          .filter(it -> !it.segments().isEmpty())
          .filter(it -> it.segments().getFirst().startsWith("kubepods"))
          .isPresent();
    }
  }
}
