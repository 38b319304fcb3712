package io.audionode.agent.report.status.text;

import io.audionode.agent.report.status.MemoryView;
import io.audionode.agent.report.status.PodView;

/** One pod for people. */
public final class PodText {
  private PodText() {}

  public static String of(PodView pod) {
    return new Paragraphs()
        .add(head(pod))
        .add(containers(pod))
        .add(processes(pod))
        .add(NodeText.knobs(pod.cgroups()))
        .list("migrations", MigrationText.lines(pod.migrations()))
        .list("warnings", pod.warnings())
        .text();
  }

  private static String head(PodView pod) {
    var numa = pod.numa();
    return "%s/%s (%s), profile %s, %s, from %s\n"
            .formatted(
                pod.namespace(), pod.name(), pod.uid(), pod.profile(), pod.qos(), pod.source())
        + "%s: %s\n".formatted(pod.adoption(), pod.reason())
        + (numa == null ? "" : "NUMA node %d: %s\n".formatted(numa.node(), numa.reason()))
        + memory(pod.memory());
  }

  private static String memory(MemoryView memory) {
    var here = memory.chargedHere();
    return "memory asked %s, granted %s, effective %s; charged here %s, elsewhere %s\n"
        .formatted(
            memory.asked(),
            memory.granted(),
            memory.effective(),
            here == null ? "unknown (shared by all pods of the NUMA node)" : here,
            memory.chargedElsewhere());
  }

  private static String containers(PodView pod) {
    var table = new Table("CONTAINER", "ADOPTION", "GRANTED", "EFFECTIVE", "HERE", "ELSEWHERE", "");
    for (var container : pod.containers()) {
      var memory = container.memory();
      table.row(
          container.name() == null ? container.id() : container.name(),
          container.adoption(),
          memory.granted(),
          memory.effective(),
          memory.chargedHere(),
          memory.chargedElsewhere(),
          container.reason());
    }
    return table.text();
  }

  private static String processes(PodView pod) {
    var table = new Table("PID", "COMMAND", "OOM_SCORE_ADJ", "CGROUP");
    pod.processes()
        .forEach(
            process ->
                table.row(
                    process.pid(),
                    process.comm(),
                    StatusText.setting(process.oomScoreAdj()),
                    process.cgroup()));
    return table.text();
  }
}
