package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** Which BPF programs decide over the devices that processes of a cgroup may open. */
public sealed interface DeviceRules {
  /** The programs attached to the cgroup itself, as far as they are known. */
  Set<Integer> own();

  /** No program, or a kernel that has none. */
  Programs NONE = new Programs(Set.of(), Set.of());

  /**
   * Programs by the kernel's ids, which it does not use again while the node is up.
   *
   * @param own attached to the cgroup itself
   * @param effective all that count here, those of cgroups above included
   */
  record Programs(Set<Integer> own, Set<Integer> effective) implements DeviceRules {
    public Programs {
      own = Set.copyOf(own);
      effective = Set.copyOf(effective);
    }
  }

  /** There may be programs, and the agent may not know. */
  record Unreadable(String reason) implements DeviceRules {
    public Unreadable {
      requireNonNull(reason, "reason is null");
    }

    @Override
    public Set<Integer> own() {
      return Set.of();
    }
  }
}
