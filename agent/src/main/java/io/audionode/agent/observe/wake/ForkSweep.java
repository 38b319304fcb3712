package io.audionode.agent.observe.wake;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.OpenFiles.Text;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.DutyCycle;
import io.audionode.agent.pulse.Pulse;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what raises no event that the agent could wait for: a fork, a cpu that goes offline, comes
 * back or is taken by a partition of somebody else's, and a runtime that writes {@code
 * oom_score_adj} after the agent did. Every second, less often where that takes more than a fifth
 * of it, it reads which cpus there are, and {@code cgroup.procs} of the cgroups that the last look
 * found processes in, one short file for each container, and asks for a look when they have changed
 * or when that look led to writes.
 *
 * <p>{@link #looked} may be called from any thread; {@link #run} belongs to a thread of its own.
 */
public final class ForkSweep implements Runnable, AutoCloseable {
  /** How long nothing may be heard of it: it reads from a kernel that may be busy. */
  public static final Duration RESYNC = Duration.ofSeconds(30);

  /** A fork waits no longer, however many containers there are. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(ForkSweep.class);

  private final OpenFiles lists;
  private final Supplier<Cpus> cpus;
  private final SettledCgroups settled;
  private final Duration period;
  private final Consumer<String> mark;
  private final Pulse pulse = new Pulse("looking for forks and cpus", Clocks.system());
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Look last = new Look(Set.of(), false);
  private Map<CgroupPath, Optional<Text>> known = Map.of();
  private @Nullable Cpus usable;
  private boolean cpusUnknown;

  private record Look(Set<CgroupPath> places, boolean wrote) {}

  /**
   * The cpus that there are.
   *
   * @param effective {@code cpuset.cpus.effective} of the root, from which partitions take; empty
   *     without a cpuset controller
   */
  public record Cpus(CpuList online, Optional<CpuList> effective) {}

  /**
   * @param lists {@code cgroup.procs}; closed with this
   * @param cpus those that there are now
   * @param settled told of each cgroup whose processes are others than a look found
   * @param mark told, with the cause, that a look is worth while
   */
  public ForkSweep(
      OpenFiles lists,
      Supplier<Cpus> cpus,
      SettledCgroups settled,
      Duration period,
      Consumer<String> mark) {
    this.lists = lists;
    this.cpus = cpus;
    this.settled = settled;
    this.period = period;
    this.mark = mark;
  }

  /** What the last look found, and whether the node was written to because of it. */
  public void looked(NodeSnapshot seen, boolean wrote) {
    last =
        new Look(
            seen.processes().stream()
                .map(process -> domain(seen, process.cgroup()))
                .collect(Collectors.toUnmodifiableSet()),
            wrote);
  }

  /** The thread root of a threaded cgroup, whose own {@code cgroup.procs} cannot be read. */
  private static CgroupPath domain(NodeSnapshot seen, CgroupPath path) {
    var domain = path;
    while (seen.cgroup(domain).filter(c -> c.type() == CgroupType.THREADED).isPresent()) {
      domain = domain.parent().orElseThrow();
    }
    return domain;
  }

  @Override
  public void run() {
    var sweeps = new DutyCycle(Clocks.system(), LONGEST_REST);
    try {
      while (!closed.await(Math.max(period.toNanos(), sweeps.restNanos()), TimeUnit.NANOSECONDS)) {
        sweeps.take(() -> pulse.guard(this::sweep));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lists.close();
  }

  void sweep() {
    var look = last;
    var forks = lookForForks(look.places());
    var otherCpus = cpusChanged();
    if (look.wrote() || otherCpus || forks) {
      mark.accept("sweep");
    }
  }

  /** While that cannot be read, forks are looked for all the same. */
  private boolean cpusChanged() {
    try {
      var before = usable;
      var now = cpus.get();
      usable = now;
      cpusUnknown = false;
      return before != null && !before.equals(now);
    } catch (KernelException e) {
      if (!cpusUnknown) {
        LOG.warn("which cpus there are cannot be read; the slow resync finds changes", e);
      }
      cpusUnknown = true;
      return false;
    }
  }

  /** Whether any cgroup has other processes than the last look, or else sweep, found in it. */
  private boolean lookForForks(Set<CgroupPath> places) {
    lists.retain(places);
    var now = new HashMap<CgroupPath, Optional<Text>>();
    places.forEach(place -> now.put(place, processes(place)));
    var others =
        now.entrySet().stream()
            .filter(list -> isOther(list.getKey(), list.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    others.forEach(settled::processesChanged);
    known = now;
    return !others.isEmpty();
  }

  private boolean isOther(CgroupPath place, Optional<Text> now) {
    var listed = settled.listed(place);
    return (listed.isPresent() && now.isPresent())
        ? !listed.equals(now.map(Text::text))
        : !now.equals(known.get(place));
  }

  /**
   * Empty when it went, became threaded or cannot be read: the look that follows sees the same, and
   * the others are swept.
   */
  private Optional<Text> processes(CgroupPath place) {
    try {
      return lists.read(place);
    } catch (KernelException e) {
      return Optional.empty();
    }
  }

  /** How it is doing. Any thread. */
  public Pulse pulse() {
    return pulse;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
