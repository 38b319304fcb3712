package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Pressure;

/** One trigger of the configuration on one cgroup: one file descriptor when it is armed. */
public record WantedTrigger(Watched watched, Pressure.Trigger trigger) {
  public WantedTrigger {
    requireNonNull(watched, "watched is null");
    requireNonNull(trigger, "trigger is null");
  }

  /** As cheap as that of {@link Watched}, for the same reason. */
  @Override
  public int hashCode() {
    return 31 * watched.hashCode() + trigger.name().hashCode();
  }
}
