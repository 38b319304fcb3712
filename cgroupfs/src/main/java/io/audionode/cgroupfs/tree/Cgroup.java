package io.audionode.cgroupfs.tree;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.psi.Trigger;
import io.audionode.cgroupfs.sys.Access;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A live cgroup: a directory descriptor and its inode. When the cgroup is removed, every method
 * throws Gone, even if another of the same name was made since.
 *
 * <p>Errors of every method: Gone when the cgroup (or, with ESRCH, the process) is not there any
 * more; Unsupported when the cgroup is there and the file is not, because the kernel has none or
 * the controller is off; Denied, Refused and Malformed as {@link KernelException} says.
 * Thread-safe. A write can block for long, see {@link Knob#mayBlock}, and so can attaching a
 * process when memory nodes differ.
 */
public final class Cgroup implements AutoCloseable {
  private final Sys sys;
  private final Fd directory;
  private final CgroupPath path;
  private final long inode;

  /** Takes the descriptor over. */
  Cgroup(Sys sys, Fd directory, CgroupPath path) {
    this.sys = requireNonNull(sys, "sys is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.path = requireNonNull(path, "path is null");
    this.inode = sys.inode(directory);
  }

  public CgroupPath path() {
    return path;
  }

  /** The kernel's id of this cgroup, never used again for another of the same name. */
  public long inode() {
    return inode;
  }

  public boolean isAlive() {
    try {
      // Every cgroup has this file, and a removed directory finds no name any more.
      sys.openFileAt(directory, Core.CONTROLLERS.file(), Access.READ).close();
      return true;
    } catch (KernelException.Gone _) {
      return false;
    }
  }

  public <T> T read(Knob<T> knob) {
    if (!knob.isReadable()) {
      throw new IllegalArgumentException(knob + " can only be written");
    }
    try {
      return knob.parse(readText(knob.file()));
    } catch (KernelException.Malformed e) {
      throw e.at(path.toString(), knob.file());
    }
  }

  /** Empty when this kernel has no such file or its controller is off; Gone stays an exception. */
  public <T> Optional<T> readIfPresent(Knob<T> knob) {
    try {
      return Optional.of(read(knob));
    } catch (KernelException.Unsupported _) {
      return Optional.empty();
    }
  }

  public String readText(String file) {
    return explained(() -> sys.readAt(directory, file));
  }

  public <T> void write(Knob<T> knob, T value) {
    if (!knob.isWritable()) {
      throw new IllegalArgumentException(knob + " can only be read");
    }
    writeText(knob.file(), knob.text(value));
  }

  /**
   * Writes a text as it is; an empty one as a line feed, because write(2) of nothing is ignored.
   */
  public void writeText(String file, String text) {
    run(() -> sys.writeAt(directory, file, text.isEmpty() ? "\n" : text));
  }

  /** Arms a pressure trigger; it lives as long as the descriptor. */
  public Fd arm(Knob<?> pressure, Trigger trigger) {
    return explained(() -> trigger.arm(sys, directory, pressure.file()));
  }

  /** Makes a system call that takes the cgroup's directory and names no file in it. */
  public <T> T call(BiFunction<Sys, Fd, T> call) {
    try {
      return call.apply(sys, directory);
    } catch (KernelException e) {
      throw e.withRemedy(Remedies.of(e));
    }
  }

  /** {@link CgroupType#ROOT} where the file is missing, as in the root alone. */
  public CgroupType type() {
    return readIfPresent(Core.TYPE).orElse(CgroupType.ROOT);
  }

  /** There is no way back: a cgroup that became threaded stays it. */
  public void makeThreaded() {
    writeText(Core.TYPE.file(), CgroupType.THREADED.text());
  }

  /** What the parent hands out to this cgroup. */
  public Set<String> controllers() {
    return Set.copyOf(read(Core.CONTROLLERS));
  }

  /** What this cgroup hands out to its children. */
  public Set<String> subtreeControl() {
    return Set.copyOf(read(Core.SUBTREE_CONTROL));
  }

  /** Hands controllers out to the children, all or none; an empty set writes nothing. */
  public void enable(Set<String> controllers) {
    writeSubtreeControl("+", controllers);
  }

  /** Takes controllers back from the children, all or none; an empty set writes nothing. */
  public void disable(Set<String> controllers) {
    writeSubtreeControl("-", controllers);
  }

  private void writeSubtreeControl(String sign, Set<String> controllers) {
    if (!controllers.isEmpty()) {
      writeText(
          Core.SUBTREE_CONTROL.file(),
          new TreeSet<>(controllers).stream().map(sign::concat).collect(Collectors.joining(" ")));
    }
  }

  /**
   * The processes in this cgroup, ascending, each once; in a thread root those of its threaded
   * descendants as well. Processes of other pid namespaces, which the kernel shows as 0, are left
   * out. Unsupported in a threaded cgroup.
   */
  public List<Integer> processes() {
    return PidList.parse(readText(Core.PROCS));
  }

  /** The threads in this cgroup, as {@link #processes}. */
  public List<Integer> threads() {
    return PidList.parse(readText(Core.THREADS));
  }

  /** A file that stays open, to be read often; outlives this object. */
  public OpenFile keepOpen(String file) {
    return new OpenFile(sys, explained(() -> sys.openFileAt(directory, file, Access.READ)), inode);
  }

  /** Moves a process with all its threads. Its memory stays charged where it is. */
  public void attachProcess(int pid) {
    writeText(Core.PROCS, Integer.toString(pid));
  }

  /** Moves one thread, inside the thread root that its process is in. */
  public void attachThread(int tid) {
    writeText(Core.THREADS, Integer.toString(tid));
  }

  /** Makes a child, or opens the one that is there. */
  public Cgroup create(String name) {
    CgroupPath.requireName(name);
    try {
      run(() -> sys.mkdirAt(directory, name));
    } catch (KernelException.Refused e) {
      if (!e.errno().equals("EEXIST")) {
        throw e;
      }
    }
    return open(path.child(name), name);
  }

  /** Removes a child that has neither processes nor children. Gone when it is not there. */
  public void remove(String child) {
    CgroupPath.requireName(child);
    try {
      sys.rmdirAt(directory, child);
    } catch (KernelException e) {
      throw e.withRemedy(Remedies.of(e));
    }
  }

  /**
   * The names of the children, sorted. One whose bytes are no UTF-8 cannot be opened by what they
   * read as; where that is no name at all it is left out.
   */
  public List<String> children() {
    return explained(() -> sys.listDirectories(directory)).stream()
        .filter(CgroupPath::isName)
        .toList();
  }

  public CgroupEvents events() {
    return read(Core.EVENTS);
  }

  /** How many cgroups may be below this one. */
  public Limit maxDescendants() {
    return read(Core.MAX_DESCENDANTS);
  }

  Cgroup open(CgroupPath below, String name) {
    var opened = sys.openDirectoryAt(directory, name, below.toString());
    try {
      return new Cgroup(sys, opened, below);
    } catch (KernelException e) {
      opened.close();
      throw e;
    }
  }

  private void run(Runnable call) {
    explained(
        () -> {
          call.run();
          return path;
        });
  }

  /** ENOENT in a cgroup that is there says that the file is not: two causes, two exceptions. */
  private <T> T explained(Supplier<T> call) {
    try {
      return call.get();
    } catch (KernelException.Gone e) {
      if (e.errno().equals("ENOENT") && isAlive()) {
        throw absent(e);
      }
      throw e.withRemedy(Remedies.of(e));
    } catch (KernelException e) {
      throw e.withRemedy(Remedies.of(e));
    }
  }

  private static KernelException absent(KernelException.Gone e) {
    var known = Remedies.of(e);
    var remedy =
        known.isEmpty()
            ? "this kernel has no such file, or its controller is off in the parent's"
                + " cgroup.subtree_control"
            : known;
    return new KernelException.Unsupported(e.operation(), e.errnoIfAny().orElse(null), remedy);
  }

  @Override
  public void close() {
    directory.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
