package io.audionode.cgroupfs.kmsg;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why the OOM killer ran and whom it chose: {@code oom-kill:constraint=...} (dump_oom_summary in
 * mm/oom_kill.c, since 5.0).
 *
 * @param oomMemcg the cgroup whose limit was reached, from the root with a slash in front; null
 *     when it was the machine, or a part of it
 * @param taskMemcg the cgroup that the victim's memory is charged to
 * @param comm at most 15 bytes, any but NUL
 */
public record OomChoice(
    Constraint constraint, @Nullable String oomMemcg, String taskMemcg, String comm, int pid) {
  private static final String START = "oom-kill:constraint=";
  private static final String OOM_MEMCG = ",oom_memcg=";
  private static final String GLOBAL = ",global_oom";
  private static final String TASK_MEMCG = ",task_memcg=";
  private static final String TASK = ",task=";
  private static final String PID = ",pid=";
  private static final String UID = ",uid=";
  private static final int LONGEST = 4_096;

  /** TASK_COMM_LEN without its NUL. */
  private static final int LONGEST_COMM = 15;

  /** What was short of memory. */
  public enum Constraint {
    /** The machine. */
    CONSTRAINT_NONE,
    /** The memory nodes of a cpuset. */
    CONSTRAINT_CPUSET,
    /** The memory nodes of a policy. */
    CONSTRAINT_MEMORY_POLICY,
    /** A cgroup. */
    CONSTRAINT_MEMCG
  }

  public OomChoice {
    requireNonNull(constraint, "constraint is null");
    requireNonNull(taskMemcg, "taskMemcg is null");
    requireNonNull(comm, "comm is null");
  }

  /**
   * Empty for every other message, and for one that is cut. Read from its end, because the name of
   * a process may look like what stands before it.
   */
  public static Optional<OomChoice> parse(String message) {
    if (!message.startsWith(START) || message.length() > LONGEST) {
      return Optional.empty();
    }
    var uid = message.lastIndexOf(UID);
    var pid = message.lastIndexOf(PID, uid);
    var task = message.indexOf(TASK, Math.max(0, pid - LONGEST_COMM - TASK.length()));
    var taskMemcg = message.indexOf(TASK_MEMCG);
    if (uid < 0 || pid < 0 || task < 0 || task >= pid || taskMemcg < 0 || taskMemcg >= task) {
      return Optional.empty();
    }
    return constraint(message)
        .flatMap(
            constraint ->
                number(message.substring(pid + PID.length(), uid))
                    .map(
                        number ->
                            new OomChoice(
                                constraint,
                                oomMemcg(message, taskMemcg),
                                message.substring(taskMemcg + TASK_MEMCG.length(), task),
                                message.substring(task + TASK.length(), pid),
                                number)));
  }

  private static Optional<Constraint> constraint(String message) {
    var end = message.indexOf(',');
    var word = end < 0 ? "" : message.substring(START.length(), end);
    return Arrays.stream(Constraint.values()).filter(it -> it.name().equals(word)).findFirst();
  }

  private static @Nullable String oomMemcg(String message, int taskMemcg) {
    var start = message.indexOf(OOM_MEMCG);
    return start < 0 || start > taskMemcg || message.startsWith(GLOBAL, taskMemcg - GLOBAL.length())
        ? null
        : message.substring(start + OOM_MEMCG.length(), taskMemcg);
  }

  static Optional<Integer> number(String text) {
    try {
      return Optional.of(Numbers.nonNegativeInt(text));
    } catch (Malformed _) {
      return Optional.empty();
    }
  }
}
