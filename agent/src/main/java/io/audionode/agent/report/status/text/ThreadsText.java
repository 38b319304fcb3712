package io.audionode.agent.report.status.text;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.report.threads.PodThreadsView;
import io.audionode.agent.report.threads.ThreadView;
import java.util.List;
import java.util.Locale;

/** What {@code audionode threads} prints. */
public final class ThreadsText {
  private ThreadsText() {}

  public static String of(PodThreadsView pod) {
    return new Paragraphs()
        .add("%s/%s (%s)".formatted(pod.namespace(), pod.name(), pod.uid()))
        .add(pod.threads().isEmpty() ? "no thread belongs to a class" : table(pod.threads()))
        .list("memory", pod.advice())
        .text();
  }

  private static String table(List<ThreadView> threads) {
    var table =
        new Table("TID", "PID", "NAME", "CLASS", "SCHEDULING", "MAJOR FAULTS", "RAN", "WAITED");
    for (var thread : threads) {
      table.row(
          thread.tid(),
          thread.pid(),
          Excerpt.of(thread.name()),
          thread.threadClass(),
          thread.policy(),
          thread.majorFaults(),
          seconds(thread.ranSeconds()),
          seconds(thread.waitedSeconds()));
    }
    return table.text();
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f s", seconds);
  }
}
