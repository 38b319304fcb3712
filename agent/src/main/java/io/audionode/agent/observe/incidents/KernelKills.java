package io.audionode.agent.observe.incidents;

import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.kmsg.KilledProcess;
import io.audionode.cgroupfs.kmsg.OomChoice;
import io.audionode.cgroupfs.kmsg.OomGroup;
import io.audionode.cgroupfs.sys.KernelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kills that the kernel's log tells of, each in two lines: the choice, then the process. The
 * kernel may leave the first one out when there are many. Those that are killed together with
 * another ({@code memory.oom.group}) come after it and after a line of their own. For one thread,
 * but for {@link #unreadable} and {@link #close}.
 */
final class KernelKills implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KernelKills.class);
  private static final int MOST = 1_000;

  private final Map<Integer, OomChoice> choices = new LinkedHashMap<>();
  private @Nullable OomChoice latest;
  private @Nullable OomChoice ofGroup;
  private volatile @Nullable KernelLog log;
  private volatile @Nullable String unreadable;

  /**
   * @param open opens the log; what it throws is said once and kept for {@link #unreadable}
   */
  KernelKills(Supplier<KernelLog> open) {
    try {
      log = open.get();
    } catch (KernelException e) {
      failed(e);
    }
  }

  private void failed(KernelException e) {
    unreadable = String.valueOf(e.getMessage());
    LOG.warn("the kernel's log cannot be read, who was killed is inferred: {}", e.getMessage());
  }

  /** Why the log cannot be read, null when it can. Any thread. */
  @Nullable String unreadable() {
    return unreadable;
  }

  /** What was killed since the call before, in order. */
  List<KernelKill> read() {
    var open = log;
    if (open == null) {
      return List.of();
    }
    var waiting = List.copyOf(choices.values());
    var found = new Found();
    try {
      open.read(found::message);
    } catch (KernelException e) {
      close();
      failed(e);
    }
    found.endThatOf(waiting);
    return found.kills;
  }

  /** What one call finds. */
  private final class Found {
    private final List<KernelKill> kills = new ArrayList<>();

    void message(String message) {
      OomChoice.parse(message).ifPresent(this::chosen);
      OomGroup.parse(message).ifPresent(this::together);
      KilledProcess.parse(message).ifPresent(this::killed);
    }

    private void chosen(OomChoice choice) {
      latest = choice;
      ofGroup = null;
      if (choices.size() < MOST) {
        choices.put(choice.pid(), choice);
      }
    }

    private void killed(KilledProcess process) {
      var own = choices.remove(process.pid());
      var choice = own == null ? ofGroup : own;
      if (kills.size() < MOST) {
        kills.add(new KernelKill(choice, process));
      }
    }

    /** The choice before is theirs too, unless it was left out and is another one's. */
    private void together(OomGroup group) {
      ofGroup = latest != null && group.holds(latest.taskMemcg()) ? latest : null;
    }

    /** A choice whose second line has not come by the next call tells of its kill alone. */
    void endThatOf(List<OomChoice> waiting) {
      for (var choice : waiting) {
        if (choices.remove(choice.pid(), choice)) {
          kills.add(new KernelKill(choice, null));
        }
      }
    }
  }

  @Override
  public void close() {
    var open = log;
    log = null;
    if (open != null) {
      open.close();
    }
  }
}
