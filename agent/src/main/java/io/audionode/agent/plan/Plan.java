package io.audionode.agent.plan;

import io.audionode.agent.model.Original;
import java.util.List;

/**
 * Actions in the order in which they must be done.
 *
 * @param originals what the journal must hold before the first of them is done
 */
public record Plan(List<Original> originals, List<Action> actions) {
  public Plan {
    originals = List.copyOf(originals);
    actions = List.copyOf(actions);
  }

  public boolean isEmpty() {
    return actions.isEmpty();
  }

  /** The actions that write to the kernel; the others only concern the journal. */
  public List<Action> writes() {
    return actions.stream().filter(action -> !(action instanceof Action.Forget)).toList();
  }
}
