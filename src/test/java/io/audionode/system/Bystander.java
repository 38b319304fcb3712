package io.audionode.system;

import static io.audionode.system.Scenario.MIB;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.SortedMap;

/**
 * A real container of a pod that asks for nothing. It is not written to, and its device program
 * tells the agent that this node's runtime attaches them.
 */
final class Bystander implements AutoCloseable {
  private static final String UID = "bbbbbbbb-aaaa-4bbb-8ccc-000000000002";

  private final Kubepods kubepods;
  private final CgroupPath pod;
  private final LabContainer container;

  Bystander(Kubepods kubepods) {
    this.kubepods = kubepods;
    this.pod = kubepods.burstable(UID);
    this.container = LabContainer.start(pod, 64 * MIB, "/bin/sleep", "100000");
  }

  /** Everything of it that an agent could have changed. */
  SortedMap<String, String> picture() {
    var pid = container.pid();
    var picture = Picture.of(kubepods, pod);
    picture.put("cgroup", kubepods.proc.cgroup(pid).path().value());
    picture.put("oom_score_adj", Integer.toString(kubepods.proc.oomScoreAdj(pid)));
    return picture;
  }

  @Override
  public void close() {
    container.close();
    kubepods.remove(pod);
  }
}
