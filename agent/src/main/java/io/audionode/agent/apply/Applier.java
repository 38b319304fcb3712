package io.audionode.agent.apply;

import io.audionode.agent.journal.Journal;
import io.audionode.agent.journal.JournalException;
import io.audionode.agent.model.Original;
import io.audionode.agent.plan.Action;
import io.audionode.agent.plan.Plan;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out plans: journal first, then each action in order, read back where the kernel lets.
 *
 * <p>Owned by the loop's thread; writes that may block run on a thread of their own.
 */
public final class Applier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

  /** How long the loop waits for a write that may block. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /**
   * What others give must not keep births waiting, neither the loop nor the lane: these writes
   * reclaim, and take long just when memory is short.
   */
  private static final Duration DONORS_DEADLINE = Duration.ofMillis(100);

  /** Nor what moves all of a container's memory at once; the next look tells that it is through. */
  private static final Duration MIGRATIONS_DEADLINE = Duration.ofMillis(100);

  private static final int MOST_OF_DONORS = 16;

  private final Writes writes;
  private final Journal journal;
  private final SlowLane slowLane;
  private final SlowLane donorLane;
  private final SlowLane migrationLane;
  private final Migrator migrator;
  private volatile @Nullable String journalProblem;

  /** For putting back, which migrates nothing. */
  public Applier(CgroupFs cgroups, ProcFs proc, Tasks tasks, Journal journal) {
    this(new Migrator(cgroups, proc, tasks, Migrator.Needs.NONE), cgroups, proc, tasks, journal);
  }

  /**
   * For the agent.
   *
   * @param migrator closed with it
   */
  public Applier(Migrator migrator, CgroupFs cgroups, ProcFs proc, Tasks tasks, Journal journal) {
    this(migrator, new Writes(cgroups, proc, tasks, migrator), journal, DEADLINE);
  }

  Applier(Migrator migrator, Writes writes, Journal journal, Duration deadline) {
    this.migrator = migrator;
    this.writes = writes;
    this.journal = journal;
    this.slowLane = new SlowLane("audionode-slow-writes", deadline, 1);
    this.donorLane = new SlowLane("audionode-donor-writes", DONORS_DEADLINE, MOST_OF_DONORS);
    this.migrationLane = new SlowLane("audionode-cpuset-mems", MIGRATIONS_DEADLINE, 1);
  }

  /**
   * Does every action of a plan. Where the journal cannot take the values found, what would
   * overwrite them is skipped, and all else is done: what is protected stays so.
   *
   * @return what became of each, in the order of the plan
   */
  public List<Outcome> apply(Plan plan) {
    var problem = announced(plan.originals());
    var outcomes = new ArrayList<Outcome>();
    for (var action : plan.actions()) {
      if (problem.isPresent() && plan.announced().contains(action)) {
        outcomes.add(new Outcome.Skipped(action, problem.get()));
      } else if (isAttach(action) && migrationLane.isBusy()) {
        outcomes.add(new Outcome.Skipped(action, "the kernel moves a container's memory"));
      } else {
        outcomes.add(run(action));
      }
    }
    return outcomes;
  }

  /**
   * What became of the writes that passed their deadline, were {@link Outcome.Skipped} and are
   * through by now: each once. To be asked after each plan, of which they may be or not.
   *
   * <p>They are news for people alone. Whoever decides goes by looks: while it is wanted, a late
   * write is in each plan until a look has seen its value, which makes the next one read it again,
   * and makes it the agent's own for the truce. Its line was in the journal before it began.
   */
  public List<Outcome> late() {
    return Stream.of(slowLane, donorLane, migrationLane)
        .flatMap(lane -> lane.late().stream())
        .toList();
  }

  /** Why the journal did not take what the last plan found; empty when it did. Any thread. */
  public Optional<String> journalProblem() {
    return Optional.ofNullable(journalProblem);
  }

  private Optional<String> announced(List<Original> originals) {
    try {
      journal.announce(originals);
      if (journalProblem != null) {
        LOG.info("the journal takes lines again");
      }
      journalProblem = null;
    } catch (JournalException e) {
      var problem = String.valueOf(e.getMessage());
      if (!problem.equals(journalProblem)) {
        LOG.error("{}; what is protected stays so, and it is tried again", problem);
      }
      journalProblem = problem;
    }
    return Optional.ofNullable(journalProblem);
  }

  /**
   * Each waits inside the kernel until no cpuset moves memory, and keeps everybody else who changes
   * cgroups waiting (cpuset_post_attach in kernel/cgroup/cpuset.c, under cgroup_mutex).
   */
  private static boolean isAttach(Action action) {
    return action instanceof Action.MoveProcess || action instanceof Action.MoveThread;
  }

  private Outcome run(Action action) {
    return switch (Writes.pace(action)) {
      case AT_ONCE -> tried(action);
      case MAY_BLOCK -> slowLane.run(action, () -> tried(action));
      case OF_DONOR -> donorLane.run(action, () -> tried(action));
      case MIGRATES -> migrationLane.run(action, () -> migrated(action));
    };
  }

  /** Waits, however long it takes, for writes that passed their deadline. */
  public void settle() {
    settle(SlowLane.HOWEVER_LONG);
  }

  /** Waits for writes that passed their deadline, for all of them together at most so long. */
  public void settle(Duration atMost) {
    var end = System.nanoTime() + atMost.toNanos();
    for (var lane : List.of(slowLane, donorLane, migrationLane)) {
      lane.settle(Duration.ofNanos(end - System.nanoTime()));
    }
  }

  private Outcome migrated(Action action) {
    var start = System.nanoTime();
    var outcome = tried(action);
    if (System.nanoTime() - start > MIGRATIONS_DEADLINE.toNanos()) {
      migrator.moved(); // nobody waits for it any more
    }
    return outcome;
  }

  private Outcome tried(Action action) {
    var start = System.nanoTime();
    try {
      return switch (write(action)) {
        case Writes.Result.Done _ ->
            new Outcome.Applied(action, Duration.ofNanos(System.nanoTime() - start));
        case Writes.Result.Same _ -> new Outcome.Unchanged(action);
        case Writes.Result.Kept(var value) ->
            new Outcome.Refused(action, "the kernel keeps \"" + value + "\"");
      };
    } catch (KernelException.Gone e) {
      return new Outcome.Gone(action, String.valueOf(e.getMessage()));
    } catch (KernelException.Denied e) {
      return new Outcome.Refused(action, String.valueOf(e.getMessage()), true);
    } catch (RuntimeException e) {
      // Of any kind: one failing action never keeps the others from being done.
      return new Outcome.Refused(action, String.valueOf(e.getMessage()));
    }
  }

  private Writes.Result write(Action action) {
    if (action instanceof Action.Forget(var original, var _, var _)) {
      journal.close(original);
      return new Writes.Result.Done();
    }
    return writes.write(action);
  }

  @Override
  public void close() {
    migrator.close();
    slowLane.close();
    donorLane.close();
    migrationLane.close();
  }
}
