package io.audionode.agent.plan;

import io.audionode.agent.model.Original;
import java.util.List;
import java.util.Set;

/**
 * Actions in the order in which they must be done.
 *
 * @param originals what the journal must hold before the first of them is done
 * @param announced those that must not be done before it does; the others need nothing that is new
 */
public record Plan(List<Original> originals, Set<Action> announced, List<Action> actions) {
  public Plan {
    originals = List.copyOf(originals);
    announced = Set.copyOf(announced);
    actions = List.copyOf(actions);
  }

  /** All actions wait for what the journal must hold, if that is anything. */
  public Plan(List<Original> originals, List<Action> actions) {
    this(originals, originals.isEmpty() ? Set.of() : Set.copyOf(actions), actions);
  }

  public boolean isEmpty() {
    return actions.isEmpty();
  }

  /** The actions that write to the kernel; the others only concern the journal. */
  public List<Action> writes() {
    return actions.stream().filter(action -> !(action instanceof Action.Forget)).toList();
  }
}
