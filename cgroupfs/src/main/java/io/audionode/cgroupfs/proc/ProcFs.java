package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Single;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.psi.Pressure;
import io.audionode.cgroupfs.psi.Trigger;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.sys.Sys;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads and writes procfs. Thread-safe; holds no descriptor.
 *
 * <p>Errors: Gone when the process has ended, Unsupported when it is there and the kernel does not
 * have the file, Denied without the capability that the file wants.
 */
public final class ProcFs {
  public static final Path DEFAULT_ROOT = Path.of("/proc");

  /** USER_HZ is 100 on every architecture this runs on (include/asm-generic/param.h). */
  private static final long MILLIS_PER_TICK = 10;

  private static final String PRESSURE = "pressure";
  private static final String MEMORY = "memory";
  private static final String SMAPS = "smaps";
  private static final String NUMA_MAPS = "numa_maps";

  private static final int LOWEST_OOM_SCORE_ADJ = -1000;
  private static final int HIGHEST_OOM_SCORE_ADJ = 1000;
  private static final int HIGHEST_SWAPPINESS = 200;

  private final Sys sys;
  private final Path root;

  public ProcFs(Sys sys) {
    this(sys, DEFAULT_ROOT);
  }

  public ProcFs(Sys sys, Path root) {
    this.sys = requireNonNull(sys, "sys is null");
    this.root = requireNonNull(root, "root is null");
  }

  /** All processes that this pid namespace sees, ascending. */
  public List<Integer> processes() {
    try (var proc = sys.openDirectory(root)) {
      return numbers(sys.listDirectories(proc));
    }
  }

  /** The threads of a process, ascending. */
  public List<Integer> tasks(int pid) {
    try (var process = open(pid);
        var task = sys.openDirectoryAt(process, "task")) {
      return numbers(sys.listDirectories(task));
    }
  }

  public ProcStat stat(int pid) {
    return read(pid, "stat", ProcStat::parse);
  }

  public TaskStat taskStat(int pid, int tid) {
    return read(pid, "task/" + tid + "/stat", TaskStat::parse);
  }

  public ProcStatus status(int pid) {
    return read(pid, "status", ProcStatus::parse);
  }

  public ProcessId processId(int pid) {
    return stat(pid).id();
  }

  /** Where the process is now. Unsupported in a kernel without cgroups. */
  public ProcCgroup cgroup(int pid) {
    return read(pid, "cgroup", ProcCgroup::parse);
  }

  /** Where one thread is, which differs from its process in a threaded subtree. */
  public ProcCgroup taskCgroup(int pid, int tid) {
    return read(pid, "task/" + tid + "/cgroup", ProcCgroup::parse);
  }

  /** Unsupported in a kernel without NUMA. */
  public NumaMaps numaMaps(int pid) {
    return read(pid, NUMA_MAPS, NumaMaps::parse);
  }

  /**
   * On which NUMA nodes exactly this process's memory lies, read as {@link #smaps} is.
   *
   * @param more asked after each piece; once it says no the answer is empty
   */
  public Optional<NumaMaps> numaMaps(ProcessId id, BooleanSupplier more) {
    var parser = new NumaMapsParser();
    return pieces(id, NUMA_MAPS, more, parser::take) ? Optional.of(parser.end()) : Optional.empty();
  }

  public SmapsRollup smapsRollup(int pid) {
    return read(pid, "smaps_rollup", SmapsRollup::parse);
  }

  /** Exactly this process's pages: Gone when its number belongs to another by now. */
  public ProcessPages pages(ProcessId id) {
    var process = open(id.pid());
    try {
      requireSame(process, id, new Operation("open", process.label(), "pages", ""));
      return new ProcessPages(sys, process, id.pid());
    } catch (KernelException e) {
      process.close();
      throw e;
    }
  }

  /**
   * What exactly this process's memory is made of: Gone when its number belongs to another by now,
   * Denied without the right to trace it (CAP_SYS_PTRACE). Read and parsed piece by piece, since a
   * process may have very many mappings; each read(2) holds its mmap_lock for as long as the walk
   * of a few mappings takes, and new mappings have to wait for that.
   *
   * @param more asked after each piece, of at most 8 KiB; once it says no the answer is empty
   */
  public Optional<Smaps> smaps(ProcessId id, BooleanSupplier more) {
    var parser = new SmapsParser();
    return pieces(id, SMAPS, more, parser::take) ? Optional.of(parser.end()) : Optional.empty();
  }

  /** What takes a piece; a method of its own keeps what it made of the ones before. */
  private interface Pieces {
    void take(byte[] bytes, int count);
  }

  private boolean pieces(ProcessId id, String file, BooleanSupplier more, Pieces pieces) {
    try (var process = open(id.pid())) {
      requireSame(process, id, new Operation("read", process.label(), file, ""));
      return located(
          process,
          file,
          () ->
              sys.readAt(
                  process,
                  file,
                  (bytes, count) -> {
                    pieces.take(bytes, count);
                    return more.getAsBoolean();
                  }));
    }
  }

  /** -1000, never killed, to 1000, killed first. */
  public int oomScoreAdj(int pid) {
    return read(pid, "oom_score_adj", text -> (int) Numbers.signed(firstLine(text)));
  }

  /**
   * The kernel formats this file anew for each read(2): the one that finds its end may find the end
   * of another value that was written meanwhile, such as {@code 0\n0\n} of 0 and 900.
   */
  private static String firstLine(String text) {
    var end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end + 1);
  }

  /**
   * Writes to exactly this process: Gone when its number belongs to another by now. Processes that
   * it forks later inherit the value, those that it has do not change. Lowering needs
   * CAP_SYS_RESOURCE, else Denied.
   */
  public void writeOomScoreAdj(ProcessId id, int value) {
    if (value < LOWEST_OOM_SCORE_ADJ || value > HIGHEST_OOM_SCORE_ADJ) {
      throw new IllegalArgumentException("oom_score_adj is not within -1000..1000: " + value);
    }
    // The directory stays bound to the process that it was opened for, so nothing comes between.
    try (var process = open(id.pid())) {
      requireSame(
          process,
          id,
          new Operation("write", process.label(), "oom_score_adj", Integer.toString(value)));
      sys.writeAt(process, "oom_score_adj", Integer.toString(value));
    }
  }

  private void requireSame(Fd process, ProcessId id, Operation operation) {
    if (ProcStat.parse(sys.readAt(process, "stat")).startTicks() != id.startTicks()) {
      throw new KernelException.Gone(operation, null, "the number belongs to another process now");
    }
  }

  /** {@code vm.swappiness}, 0 to 200 (100 before 5.8). */
  public int swappiness() {
    return read("sys/vm/swappiness", Numbers::nonNegativeInt);
  }

  public void writeSwappiness(int value) {
    if (value < 0 || value > HIGHEST_SWAPPINESS) {
      throw new IllegalArgumentException("swappiness is not within 0..200: " + value);
    }
    try (var proc = sys.openDirectory(root)) {
      sys.writeAt(proc, "sys/vm/swappiness", Integer.toString(value));
    }
  }

  public MemInfo meminfo() {
    return read("meminfo", MemInfo::parse);
  }

  /** Memory pressure of the whole machine. Unsupported in a kernel without PSI, or with psi=0. */
  public Pressure memoryPressure() {
    return read(PRESSURE + "/" + MEMORY, Pressure::parse);
  }

  /** Arms a trigger on {@link #memoryPressure}; it lives as long as the descriptor. */
  public Fd armMemoryPressure(Trigger trigger) {
    try (var proc = sys.openDirectory(root);
        var pressure = sys.openDirectoryAt(proc, PRESSURE)) {
      return trigger.arm(sys, pressure, MEMORY);
    } catch (KernelException.Gone e) {
      throw new KernelException.Unsupported(
          e.operation(), e.errnoIfAny().orElse(null), "this kernel has no PSI; boot with psi=1");
    }
  }

  /** How many files this process may have open: RLIMIT_NOFILE's soft limit. */
  public Limit openFiles() {
    return read("self/limits", ProcLimits::parse).openFiles();
  }

  /** A random text that changes with every boot. */
  public String bootId() {
    return read("sys/kernel/random/boot_id", Single::parse);
  }

  /** Time since boot, suspend included, to a hundredth of a second. */
  public Duration uptime() {
    return read("uptime", ProcFs::uptime);
  }

  /** How long ago a process was started, by its {@link ProcessId#startTicks}. */
  public Duration age(long startTicks) {
    return age(startTicks, uptime());
  }

  /** How long ago a process was started when {@link #uptime} was read; zero when it was not yet. */
  public static Duration age(long startTicks, Duration uptime) {
    var age = uptime.minus(Duration.ofMillis(startTicks * MILLIS_PER_TICK));
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static Duration uptime(String text) {
    var seconds = Words.parse(text).stream().findFirst().orElse("");
    try {
      return Duration.ofMillis(new BigDecimal(seconds).movePointRight(3).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new KernelException.Malformed("seconds with two decimals", text);
    }
  }

  /** Such as {@code 6.1.0-40-amd64}. */
  public String osRelease() {
    return read("sys/kernel/osrelease", Single::parse);
  }

  private Fd open(int pid) {
    try (var proc = sys.openDirectory(root)) {
      return sys.openDirectoryAt(proc, Integer.toString(pid));
    }
  }

  private <T> T read(int pid, String file, Function<String, T> parser) {
    try (var process = open(pid)) {
      return parsed(process, file, parser);
    }
  }

  private <T> T read(String file, Function<String, T> parser) {
    try (var proc = sys.openDirectory(root)) {
      return parsed(proc, file, parser);
    }
  }

  private <T> T parsed(Fd directory, String file, Function<String, T> parser) {
    return located(directory, file, () -> parser.apply(sys.readAt(directory, file)));
  }

  private <T> T located(Fd directory, String file, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (KernelException.Malformed e) {
      throw e.at(directory.label(), file);
    } catch (KernelException.Gone e) {
      throw e.errno().equals("ENOENT") && isAlive(directory)
          ? new KernelException.Unsupported(
              e.operation(), e.errnoIfAny().orElse(null), "this kernel has no such file")
          : e;
    }
  }

  /** A process's directory finds no name once the process has been reaped; /proc itself stays. */
  private boolean isAlive(Fd directory) {
    try {
      sys.readAt(directory, "stat");
      return true;
    } catch (KernelException.Gone _) {
      return false;
    }
  }

  private static List<Integer> numbers(List<String> names) {
    return names.stream()
        .filter(name -> name.matches("[1-9][0-9]{0,8}"))
        .map(Integer::valueOf)
        .sorted()
        .toList();
  }
}
