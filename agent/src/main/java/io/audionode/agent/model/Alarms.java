package io.audionode.agent.model;

import java.util.Set;

/**
 * Which pods memory pressure hurts at one moment: from the first event that said so until nothing
 * has hurt them for a while.
 *
 * @param nanos the moment, on the monotonic clock
 * @param pods their UIDs
 * @param pressed the UIDs of those among them that lost pages below their own limits, for want of
 *     memory outside
 */
public record Alarms(long nanos, Set<String> pods, Set<String> pressed) {
  /** No pod is hurt. */
  public static final Alarms NONE = new Alarms(0, Set.of(), Set.of());

  public Alarms {
    pods = Set.copyOf(pods);
    pressed = Set.copyOf(pressed);
  }
}
