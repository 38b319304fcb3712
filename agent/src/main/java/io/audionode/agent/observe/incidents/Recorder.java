package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.incident.Incident;
import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.observe.pressure.Neighbours;
import io.audionode.agent.observe.pressure.PressureSources;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.DutyCycle;
import io.audionode.agent.pulse.Pulse;
import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.PageSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a second, on a thread of its own, and tells of incidents when they are over; where a
 * look takes more than a fifth of that, less often. Where nothing has changed it reads no more than
 * tells so, see {@link Stirrings} and {@link Room}.
 *
 * <p>While nothing is recorded it sleeps for {@link #RESYNC}. A failed look is logged and counted,
 * and the next one comes as if it had not.
 */
public final class Recorder implements Runnable, AutoCloseable {
  /** How long its thread may sleep. */
  public static final Duration RESYNC = Duration.ofSeconds(10);

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** What is over meanwhile is not missed, but told later: counters only grow. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(3);

  /** Growth counts from such a look. */
  private static final Duration NEIGHBOURS = Duration.ofSeconds(10);

  private static final Duration GROWTH = Duration.ofSeconds(30);
  private static final int MOST_WAITING = 256;

  /** Runs of the loop from one look to the next of which nothing is missed. */
  private static final int MOST_RUNS = 16;

  private final ProcFs proc;
  private final Clocks clocks;
  private final KernelKills kills;
  private final Tapes tapes;
  private final Happenings happenings;
  private final Neighbours neighbours;
  private final Suspects suspects;
  private final Room room = new Room();
  private final Pulse pulse;
  private final Consumer<Incident> audience;
  private final BlockingQueue<Signal> heard = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Set<String> pressed = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Recording> runs = new ArrayBlockingQueue<>(MOST_RUNS);
  private Recording recording = Recording.NOTHING;
  private volatile int recorded;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;
  private long neighboursNanos;

  /**
   * @param log opens the kernel's log; where it throws, who was killed is inferred
   * @param audience told of each incident once, in the recorder's thread; must not wait
   */
  public Recorder(PressureSources sources, Supplier<KernelLog> log, Consumer<Incident> audience) {
    this.proc = sources.proc();
    this.clocks = sources.clocks();
    this.kills = new KernelKills(log);
    this.tapes =
        new Tapes(
            new SampleReader(sources.cgroups(), proc, clocks.wall(), PageSize.BYTES),
            new Stirrings(sources.cgroups(), proc));
    this.neighbours = sources.neighbours(GROWTH);
    this.suspects = new Suspects(clocks);
    this.happenings = new Happenings(tapes, this::isAlive, this::suspects, clocks);
    this.pulse = new Pulse("recording", clocks);
    this.audience = audience;
    this.neighboursNanos = clocks.nanosBefore(NEIGHBOURS);
  }

  /** What is recorded from now on. Any thread; returns at once. */
  public void want(Recording now) {
    while (!runs.offer(now)) {
      runs.poll();
    }
    wake();
  }

  /**
   * What the pressure watcher saw. Any thread; returns at once. Of each cgroup one signal waits, so
   * that a storm leaves room for all.
   */
  public void pressure(PressureLook look) {
    for (var event : look.events()) {
      Signal.critical(event).filter(signal -> pressed.add(signal.cgroup())).ifPresent(heard::offer);
    }
  }

  /**
   * The loop found that processes of a pod were killed. Any thread; returns at once.
   *
   * @param pod its UID
   * @param said for people
   */
  public void killed(String pod, long kills, String said) {
    var counted = new Tally(kills, 0, 0);
    if (heard.offer(new Signal(IncidentKind.OOM_KILL, pod, "", said, counted, null, true))) {
      wake();
    }
  }

  private void wake() {
    var sleeping = thread;
    if (sleeping != null && recorded == 0) {
      LockSupport.unpark(sleeping);
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    var looks = new DutyCycle(clocks, LONGEST_REST);
    var next = clocks.nanos();
    while (!closed) {
      looks.take(this::guardedLook);
      var idle = recorded == 0 && happenings.isEmpty();
      next = Math.max(next + PERIOD.toNanos(), clocks.nanos() + looks.restNanos());
      LockSupport.parkNanos(idle ? RESYNC.toNanos() : next - clocks.nanos());
    }
    happenings.all().forEach(this::tell);
    kills.close();
    tapes.close();
    neighbours.close();
  }

  private void guardedLook() {
    pulse.guard(
        () -> {
          look();
          return tapes.unreadable();
        });
  }

  /** One look. */
  void look() {
    for (var run = runs.poll(); run != null; run = runs.poll()) {
      recording = run;
      tapes.keep(run.cgroups(), clocks.wall().instant());
    }
    var now = recording;
    recorded = tapes.size();
    if (recorded > 0) {
      lookAround(now);
    }
    kills.read().forEach(kill -> signal(kill, now).ifPresent(happenings::notice));
    tapes.read(clocks.nanos(), happenings.subjects()).forEach(happenings::notice);
    pressed.clear();
    for (var signal = heard.poll(); signal != null; signal = heard.poll()) {
      happenings.notice(signal);
    }
    happenings.over().forEach(this::tell);
  }

  private void lookAround(Recording now) {
    lookAtTheMachine();
    neighbours.asking(now.asking());
    if (clocks.hasPassed(NEIGHBOURS, neighboursNanos)) {
      neighboursNanos = clocks.nanos();
      neighbours.refresh();
    }
    if (room.isLess()) {
      suspects.saw(neighbours.top());
    }
  }

  /** With those that grew since, also where as much was freed meanwhile. */
  private List<Neighbour> suspects() {
    suspects.saw(neighbours.top());
    return suspects.all();
  }

  /** What a pod did is worth more than what the machine had left. */
  private void lookAtTheMachine() {
    try {
      room.look(proc.meminfo(), clocks.nanos());
    } catch (KernelException _) {
      room.unknown(); // the next look may tell; until then a cause says that it is not known
    }
  }

  /** Empty when it befell nobody who is recorded. */
  private Optional<Signal> signal(KernelKill kill, Recording now) {
    var choice = kill.choice();
    var path = choice == null ? "" : choice.taskMemcg();
    var known = Optional.ofNullable(now.podsByPid().get(kill.pid()));
    var told = Recording.uid(List.of(path.split("/")));
    // The line of a kill outside of the group may have been left out.
    var pod =
        (kill.isOfGroup() && known.isPresent() ? known : told.or(() -> known))
            .filter(uid -> now.subjects().containsKey(uid) || !tapes.ofPod(uid).isEmpty());
    return pod.isEmpty() && tapes.at(path) == null
        ? Optional.empty()
        : Optional.of(
            new Signal(
                IncidentKind.OOM_KILL,
                pod.orElse(null),
                path,
                "the kernel's log: killed pid %d".formatted(kill.pid()),
                Tally.NONE,
                kill,
                false));
  }

  private void tell(Happening happening) {
    var since = happening.firstNanos() - Happening.LONGEST.toNanos();
    audience.accept(
        new Story(recording, tapes, room.since(since), room.least(since)).of(happening));
  }

  private boolean isAlive(int pid) {
    try {
      return proc.stat(pid).state() != 'Z';
    } catch (KernelException.Gone _) {
      return false;
    }
  }

  public Pulse pulse() {
    return pulse;
  }

  /** How many cgroups are recorded, those that went in the last minute included. */
  public int recorded() {
    return recorded;
  }

  /** Why the kernel's log cannot be read, null when it can. */
  public @Nullable String kernelLog() {
    return kills.unreadable();
  }

  /** The look under way ends by itself, and what was noticed is told at once. */
  @Override
  public void close() {
    closed = true;
    var sleeping = thread;
    if (sleeping != null) {
      LockSupport.unpark(sleeping);
    }
  }
}
