package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import org.jspecify.annotations.Nullable;

/**
 * One write with what became of it.
 *
 * @param action a word of {@link ActionWords}
 * @param cgroup the cgroup written to, null when it is none
 * @param pid the process written to, null when it is none
 * @param tid the thread written to, null when it is none
 * @param file the control file, null when it is none
 * @param before what was there, null when there was nothing
 * @param after what is written, null when nothing is left
 * @param outcome {@code applied}, {@code unchanged}, {@code gone}, {@code refused} or {@code
 *     skipped}; null when it was not tried
 * @param message what the kernel said, null when it took the write
 * @param text all of it in a line, for people
 */
public record ActionView(
    String action,
    @Nullable String cgroup,
    @Nullable Integer pid,
    @Nullable Integer tid,
    @Nullable String file,
    @Nullable String before,
    @Nullable String after,
    String reason,
    @Nullable String outcome,
    @Nullable String message,
    String text) {
  public ActionView {
    requireNonNull(action, "action is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(text, "text is null");
  }

  /** The write, and what became of it; null when it was not tried. */
  public static ActionView of(Action action, @Nullable Outcome outcome) {
    var target = Target.of(action);
    return new ActionView(
        ActionWords.of(action),
        target.cgroup == null ? null : target.cgroup.toString(),
        target.process == null ? null : target.process.pid(),
        target.thread == null ? null : target.thread.tid(),
        target.file,
        target.before,
        target.after,
        action.reason(),
        outcome == null ? null : ActionWords.of(outcome),
        outcome == null ? null : ActionWords.message(outcome),
        action.toString());
  }

  /** Whether the next run will try it again. */
  boolean pending() {
    return outcome == null || outcome.equals("refused") || outcome.equals("skipped");
  }

  private record Target(
      @Nullable CgroupPath cgroup,
      @Nullable ProcessId process,
      @Nullable ThreadId thread,
      @Nullable String file,
      @Nullable String before,
      @Nullable String after) {
    static Target of(Action action) {
      return switch (action) {
        case Action.Create(var cgroup, var _) -> cgroup(cgroup, null, null, null);
        case Action.MakeThreaded(var cgroup, var _) ->
            cgroup(cgroup, "cgroup.type", null, "threaded");
        case Action.SetControllers set ->
            cgroup(set.cgroup(), "cgroup.subtree_control", null, ActionWords.controllers(set));
        case Action.WriteKnob write ->
            cgroup(write.cgroup(), write.file(), write.before(), write.after());
        case Action.SetDevicePrograms set ->
            cgroup(set.cgroup(), "device programs", null, set.signed());
        case Action.MoveProcess(var process, var from, var to, var _) ->
            new Target(to, process, null, "cgroup.procs", from.toString(), to.toString());
        case Action.MoveThread(var thread, var _, var from, var to, var _) ->
            new Target(to, null, thread, "cgroup.threads", from.toString(), to.toString());
        case Action.SetScheduling(var thread, var _, var before, var after, var _) ->
            new Target(null, null, thread, "scheduling", before.text(), after.text());
        case Action.WriteOomScoreAdj write ->
            new Target(
                null,
                write.process(),
                null,
                "oom_score_adj",
                text(write.before()),
                text(write.after()));
        case Action.WriteSwappiness write ->
            new Target(
                null, null, null, "vm.swappiness", text(write.before()), text(write.after()));
        case Action.Reclaim(var cgroup, var bytes, var _) ->
            cgroup(cgroup, Memory.RECLAIM.file(), null, bytes.text());
        case Action.MigratePages migrate ->
            cgroup(migrate.cgroup(), "pages", null, "node " + migrate.node());
        case Action.StopMigration(var cgroup, var _) -> cgroup(cgroup, "pages", null, null);
        case Action.Remove(var cgroup, var _) -> cgroup(cgroup, null, null, null);
        case Action.Forget _ -> new Target(null, null, null, null, null, null);
      };
    }

    private static Target cgroup(
        CgroupPath cgroup, @Nullable String file, @Nullable String before, @Nullable String after) {
      return new Target(cgroup, null, null, file, before, after);
    }

    private static String text(int number) {
      return Integer.toString(number);
    }
  }
}
