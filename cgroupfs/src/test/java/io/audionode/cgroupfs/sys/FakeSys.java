package io.audionode.cgroupfs.sys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Directories and files in memory, and pressure triggers that fire when the test says so: a kernel
 * on which days pass in seconds. What only writers and other watchers need is left out. For one
 * thread, but for {@link #signal}, which does nothing.
 */
public final class FakeSys implements Sys {
  private final Function<Duration, List<Epoll.Event>> wait;
  private final Directory root = new Directory(1);
  private final Map<Integer, Object> open = new HashMap<>();
  private final Map<Integer, Scheduler.Attributes> scheduled = new HashMap<>();
  private long lastInode = 1;
  private int lastNumber;

  /**
   * @param wait what a waiting thread is told, and how time passes
   */
  public FakeSys(Function<Duration, List<Epoll.Event>> wait) {
    this.wait = wait;
  }

  private static final class Directory {
    final long inode;
    final Map<String, Directory> directories = new TreeMap<>();
    final Map<String, String> files = new HashMap<>();
    final Map<Integer, Long> tags = new TreeMap<>();

    Directory(long inode) {
      this.inode = inode;
    }

    /** The tags of what is armed here and below. */
    Stream<Long> below() {
      return Stream.concat(
          tags.values().stream(), directories.values().stream().flatMap(Directory::below));
    }
  }

  /** An open file, or with null as directory something without one. */
  private record Opened(@Nullable Directory directory, String name) {}

  /** Writes a file; its directory is made when it is not there. */
  public FakeSys put(String directory, String file, String text) {
    var at = root;
    for (var name : names(directory)) {
      at = at.directories.computeIfAbsent(name, _ -> new Directory(++lastInode));
    }
    at.files.put(file, text);
    return this;
  }

  public long inode(String directory) {
    return find(root, directory).inode;
  }

  /** Removes a directory that is there, and returns how its triggers say so. */
  public List<Epoll.Event> remove(String directory) {
    var removed = find(root, directory);
    var end = directory.lastIndexOf('/');
    find(root, directory.substring(0, end)).directories.remove(directory.substring(end + 1));
    removed.files.clear();
    return removed.below().map(tag -> new Epoll.Event(tag, true, true)).toList();
  }

  /** Every trigger that is armed on a directory's file fires. */
  public List<Epoll.Event> fire(String directory) {
    return find(root, directory).tags.values().stream()
        .map(tag -> new Epoll.Event(tag, true, false))
        .toList();
  }

  /** How many descriptors are open. */
  public int open() {
    return open.size();
  }

  private static List<String> names(String path) {
    var names = new ArrayList<String>();
    for (var start = 0; start < path.length(); ) {
      var slash = path.indexOf('/', start);
      var end = slash < 0 ? path.length() : slash;
      if (end > start) {
        names.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return names;
  }

  private static Directory find(Directory from, String path) {
    var at = from;
    for (var name : names(path)) {
      var next = at.directories.get(name);
      if (next == null) {
        throw absent(path);
      }
      at = next;
    }
    return at;
  }

  private static KernelException absent(String name) {
    return KernelException.of(
        Operation.of("open", "", name), new Errno(2, "ENOENT", "no such file or directory"), "");
  }

  private Fd descriptor(Object opened, String label) {
    var number = ++lastNumber;
    open.put(number, opened);
    return new Fd(number, label, this::closed);
  }

  private void closed(int number) {
    if (open.remove(number) instanceof Opened(var directory, var _) && directory != null) {
      directory.tags.remove(number);
    }
  }

  private Directory directory(Fd fd) {
    return fd.use(number -> (Directory) open.get(number));
  }

  @Override
  public Fd openDirectory(Path path, String label) {
    return descriptor(find(root, path.toString()), label);
  }

  @Override
  public Fd openDirectoryAt(Fd directory, String name) {
    return openDirectoryAt(directory, name, name);
  }

  @Override
  public Fd openDirectoryAt(Fd directory, String name, String label) {
    return descriptor(find(directory(directory), name), label);
  }

  @Override
  public Fd openFileAt(Fd directory, String name, Access access) {
    var in = directory(directory);
    if (!in.files.containsKey(name)) {
      throw absent(name);
    }
    return descriptor(new Opened(in, name), name);
  }

  @Override
  public String readAt(Fd directory, String file, int limit) {
    var end = file.lastIndexOf('/');
    var in = find(directory(directory), end < 0 ? "" : file.substring(0, end));
    var text = in.files.get(file.substring(end + 1));
    if (text == null) {
      throw absent(file);
    }
    return text;
  }

  @Override
  public String reread(Fd file) {
    return file.use(
        number -> {
          var text =
              open.get(number) instanceof Opened(var directory, var name) && directory != null
                  ? directory.files.get(name)
                  : null;
          if (text == null) {
            throw absent(file.label());
          }
          return text;
        });
  }

  /** A trigger is armed; what it asks for is the test's to know. */
  @Override
  public void write(Fd file, String text) {}

  @Override
  public long inode(Fd fd) {
    return directory(fd).inode;
  }

  @Override
  public List<String> listDirectories(Fd directory) {
    return List.copyOf(directory(directory).directories.keySet());
  }

  @Override
  public Fd eventFd() {
    return descriptor(new Opened(null, ""), "eventfd");
  }

  @Override
  public void signal(Fd eventFd) {}

  @Override
  public void drain(Fd eventFd) {}

  @Override
  public Epoll epoll() {
    return new FakeEpoll();
  }

  private final class FakeEpoll implements Epoll {
    @Override
    public Fd create() {
      return descriptor(new Opened(null, ""), "epoll");
    }

    @Override
    public void add(Fd epoll, Fd fd, Condition condition, long tag) {
      fd.use(
          number -> {
            if (open.get(number) instanceof Opened(var directory, var _) && directory != null) {
              directory.tags.put(number, tag);
            }
            return number;
          });
    }

    @Override
    public List<Event> await(Fd epoll, Duration timeout) {
      return wait.apply(timeout);
    }
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("no part of this fake");
  }

  @Override
  public boolean readAt(Fd directory, String file, Sink sink) {
    throw unused();
  }

  @Override
  public Fd openLogAt(Fd directory, String name) {
    throw unused();
  }

  @Override
  public void writeAt(Fd directory, String file, String text) {
    throw unused();
  }

  @Override
  public void mkdirAt(Fd directory, String name) {
    throw unused();
  }

  @Override
  public void rmdirAt(Fd directory, String name) {
    throw unused();
  }

  @Override
  public List<String> list(Fd directory) {
    throw unused();
  }

  @Override
  public int geteuid() {
    throw unused();
  }

  @Override
  public int getpid() {
    throw unused();
  }

  @Override
  public void kill(int pid, int signal) {
    throw unused();
  }

  @Override
  public void enterCgroupNamespace(Path namespace) {
    throw unused();
  }

  @Override
  public long pageSize() {
    throw unused();
  }

  @Override
  public void fsync(Fd fd) {
    throw unused();
  }

  @Override
  public List<Ready> poll(List<Interest> interests, Duration timeout) {
    throw unused();
  }

  @Override
  public Fd inotifyInit() {
    throw unused();
  }

  @Override
  public int inotifyAddWatch(Fd inotify, Path path, int mask) {
    throw unused();
  }

  @Override
  public void inotifyRemoveWatch(Fd inotify, int watch) {
    throw unused();
  }

  @Override
  public Bpf bpf() {
    throw unused();
  }

  /** A thread is scheduled like this from now on. */
  public FakeSys schedule(int tid, Scheduler.Attributes attributes) {
    scheduled.put(tid, attributes);
    return this;
  }

  @Override
  public Scheduler scheduler() {
    return new Scheduler() {
      @Override
      public int policy(int tid) {
        return attributes(tid).policy();
      }

      @Override
      public Attributes attributes(int tid) {
        var attributes = scheduled.get(tid);
        if (attributes == null) {
          throw KernelException.of(
              Operation.of("sched_getattr", "", "thread " + tid),
              new Errno(3, "ESRCH", "no such process"),
              "");
        }
        return attributes;
      }

      @Override
      public void set(int tid, Attributes attributes) {
        scheduled.put(tid, attributes);
      }
    };
  }

  @Override
  public Pages pages() {
    throw unused();
  }

  @Override
  public boolean trimHeap() {
    throw unused();
  }

  @Override
  public byte[] readAvailable(Fd fd, int limit) {
    throw unused();
  }
}
