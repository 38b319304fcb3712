package io.audionode.agent.apply;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.plan.Action;
import java.time.Duration;

/** What became of an action. */
public sealed interface Outcome {
  Action action();

  /** Written, read back and as planned. */
  record Applied(Action action, Duration took) implements Outcome {
    public Applied {
      requireNonNull(action, "action is null");
      requireNonNull(took, "took is null");
    }
  }

  /** It was so already. */
  record Unchanged(Action action) implements Outcome {
    public Unchanged {
      requireNonNull(action, "action is null");
    }
  }

  /** The process or cgroup ended in the meantime; nothing is wrong. */
  record Gone(Action action, String message) implements Outcome {
    public Gone {
      requireNonNull(action, "action is null");
      requireNonNull(message, "message is null");
    }
  }

  /**
   * The kernel said no, or kept another value.
   *
   * @param denied whether it said no to this process: EACCES, EPERM, EROFS
   */
  record Refused(Action action, String message, boolean denied) implements Outcome {
    /** For a reason that would count for everybody. */
    public Refused(Action action, String message) {
      this(action, message, false);
    }

    public Refused {
      requireNonNull(action, "action is null");
      requireNonNull(message, "message is null");
    }
  }

  /** Not tried, or still under way at its deadline: {@link Applier#late} tells what came of it. */
  record Skipped(Action action, String message) implements Outcome {
    public Skipped {
      requireNonNull(action, "action is null");
      requireNonNull(message, "message is null");
    }
  }
}
