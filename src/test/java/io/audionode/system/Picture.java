package io.audionode.system;

import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Knobs;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything of a node that an agent could have changed, as the kernel's own text. */
final class Picture {
  private Picture() {}

  /** Every control file of every cgroup, {@code vm.swappiness}, and these processes. */
  static SortedMap<String, String> of(Kubepods node, Collection<Workload> processes) {
    var picture = of(node, CgroupPath.ROOT);
    picture.put("vm.swappiness", Integer.toString(node.proc.swappiness()));
    for (var process : processes) {
      var pid = process.pid();
      picture.put("oom_score_adj " + pid, Integer.toString(node.proc.oomScoreAdj(pid)));
      picture.put("cgroup " + pid, node.proc.cgroup(pid).path().toString());
    }
    return picture;
  }

  /** Every control file of a cgroup and of those below it. */
  static SortedMap<String, String> of(Kubepods node, CgroupPath top) {
    var picture = new TreeMap<String, String>();
    for (var path : node.tree(top)) {
      try (var cgroup = node.cgroups.open(path)) {
        Knobs.all().stream()
            .filter(knob -> knob.isReadable() && knob.isWritable())
            .forEach(
                knob ->
                    cgroup
                        .readIfPresent(knob)
                        .ifPresent(
                            _ -> picture.put(name(path, knob), cgroup.readText(knob.file()))));
      }
    }
    return picture;
  }

  private static String name(CgroupPath path, Knob<?> knob) {
    return path + " " + knob.file();
  }
}
