package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredCgroup;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.DeviceRules;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which device programs to attach and detach. Only on cgroups of the agent's own: programs go when
 * those are removed, so that nothing of them has to be put back.
 */
final class DeviceDiff {
  private DeviceDiff() {}

  static List<Action> of(DesiredNode desired, NodeSnapshot seen) {
    return desired.cgroups().values().stream()
        .filter(DesiredCgroup::made)
        .filter(cgroup -> desired.mayTouch(cgroup.path()))
        .flatMap(cgroup -> diff(cgroup, seen).stream())
        .toList();
  }

  private static Optional<Action> diff(DesiredCgroup cgroup, NodeSnapshot seen) {
    var wanted = cgroup.devicePrograms();
    var own = seen.cgroup(cgroup.path()).map(SeenCgroup::devices).orElse(DeviceRules.NONE).own();
    if (wanted == null || wanted.equals(own)) {
      return Optional.empty();
    }
    return Optional.of(
        new Action.SetDevicePrograms(
            cgroup.path(), minus(wanted, own), minus(own, wanted), "as on the container's home"));
  }

  private static Set<Integer> minus(Set<Integer> ids, Set<Integer> others) {
    var left = new HashSet<>(ids);
    left.removeAll(others);
    return left;
  }
}
