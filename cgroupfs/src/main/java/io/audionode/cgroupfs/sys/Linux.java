package io.audionode.cgroupfs.sys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import jnr.constants.platform.OpenFlags;
import jnr.constants.platform.Sysconf;
import jnr.ffi.LibraryLoader;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/**
 * {@link Sys} on Linux, through jnr-posix where it has the call and jnr-ffi where it has not.
 *
 * <p>Structures are read by their offsets in the kernel's own ABI (statx, linux_dirent64, pollfd),
 * which is the same on every 64-bit architecture; {@code struct stat} and {@code struct dirent} are
 * not.
 */
public final class Linux implements Sys {
  private static final int O_CLOEXEC = OpenFlags.O_CLOEXEC.intValue();
  private static final int O_NOFOLLOW = OpenFlags.O_NOFOLLOW.intValue();
  private static final int O_DIRECTORY = OpenFlags.O_DIRECTORY.intValue();

  /** EFD_NONBLOCK and IN_NONBLOCK are this number everywhere that Linux has 64 bits. */
  private static final int NONBLOCK = OpenFlags.O_NONBLOCK.intValue();

  private static final int AT_FDCWD = -100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int SEEK_END = 2;
  private static final int CLONE_NEWCGROUP = 0x0200_0000;
  private static final int STATX_INO = 0x100;
  private static final int STATX_SIZE = 256;
  private static final int STATX_INO_OFFSET = 32;
  private static final int DIRECTORY_BUFFER = 4 << 10;
  private static final int READ_BUFFER = 8 << 10;

  /**
   * The kernel hands a generated file over record by record as far as they fit into a page of its
   * own (fs/seq_file.c), so a read that returns less than the rest of a page holds is the whole of
   * a file with records of at most that rest; those of cgroups' lists are numbers.
   */
  private static final int SMALL_FILE = 1 << 10;

  private final POSIX posix;
  private final LibC libc;

  private Linux(POSIX posix, LibC libc) {
    this.posix = requireNonNull(posix, "posix is null");
    this.libc = requireNonNull(libc, "libc is null");
  }

  /** The kernel of this machine; the first call loads the native side: a quarter of a second. */
  public static Linux system() {
    return Native.LOADED;
  }

  private static final class Native {
    static final Linux LOADED =
        new Linux(
            POSIXFactory.getNativePOSIX(), LibraryLoader.create(LibC.class).load("libc.so.6"));
  }

  @Override
  public Fd openDirectory(Path path, String label) {
    return open(AT_FDCWD, path.toString(), O_DIRECTORY, Operation.of("open", "", label), label);
  }

  @Override
  public Fd openDirectoryAt(Fd directory, String name) {
    return openDirectoryAt(directory, name, directory.label() + "/" + name);
  }

  @Override
  public Fd openDirectoryAt(Fd directory, String name, String label) {
    var operation = Operation.of("open", "", label);
    return directory.use(at -> open(at, name, O_DIRECTORY | O_NOFOLLOW, operation, label));
  }

  @Override
  public Fd openFileAt(Fd directory, String name, Access access) {
    var operation = Operation.of("open", directory.label(), name);
    return openFile(directory, name, access, operation);
  }

  private Fd openFile(Fd directory, String name, Access access, Operation operation) {
    var flags =
        switch (access) {
          case READ -> OpenFlags.O_RDONLY.intValue();
          case WRITE -> OpenFlags.O_WRONLY.intValue();
          case READ_WRITE -> OpenFlags.O_RDWR.intValue();
        };
    var label = directory.label() + "/" + name;
    return directory.use(at -> open(at, name, flags | O_NOFOLLOW, operation, label));
  }

  private Fd open(int at, String path, int flags, Operation operation, String label) {
    var name = withoutNul(path);
    var fd = checked(operation, () -> libc.openat(at, name, flags | O_CLOEXEC));
    return new Fd((int) fd, label, posix::close);
  }

  @Override
  public Fd openLogAt(Fd directory, String name) {
    var operation = Operation.of("open", directory.label(), name);
    var label = directory.label() + "/" + name;
    var flags = OpenFlags.O_RDONLY.intValue() | NONBLOCK | O_NOFOLLOW;
    var log = directory.use(at -> open(at, name, flags, operation, label));
    try {
      log.use(n -> checked(operation, () -> posix.lseekLong(n, 0, SEEK_END)));
      return log;
    } catch (KernelException e) {
      log.close();
      throw e;
    }
  }

  @Override
  public String readAt(Fd directory, String file, int limit) {
    var operation = Operation.of("read", directory.label(), file);
    try (var fd = openFile(directory, file, Access.READ, operation)) {
      return fd.use(number -> read(number, limit, operation));
    }
  }

  @Override
  public boolean readAt(Fd directory, String file, Sink sink) {
    var operation = Operation.of("read", directory.label(), file);
    try (var fd = openFile(directory, file, Access.READ, operation)) {
      return fd.use(number -> read(number, sink, operation));
    }
  }

  @Override
  public String reread(Fd file) {
    var operation = Operation.of("read", "", file.label());
    var small = new byte[SMALL_FILE];
    var first = pread(file, small, 0, operation);
    if (first < SMALL_FILE) {
      return new String(small, 0, first, UTF_8);
    }
    var text = new ByteArrayOutputStream();
    text.write(small, 0, first);
    var buffer = new byte[READ_BUFFER];
    var count = 0;
    do {
      count = pread(file, buffer, text.size(), operation);
      text.write(buffer, 0, count);
    } while (count > 0 && text.size() <= LONGEST_READ);
    return text.toString(UTF_8);
  }

  private int pread(Fd file, byte[] buffer, long offset, Operation operation) {
    return (int) (long) file.use(n -> checked(operation, () -> preadAt(n, buffer, offset)));
  }

  private long preadAt(int fd, byte[] buffer, long offset) {
    return posix.pread(fd, buffer, buffer.length, offset);
  }

  private String read(int fd, int limit, Operation operation) {
    var text = new ByteArrayOutputStream();
    Sink within =
        (bytes, count) -> {
          text.write(bytes, 0, count);
          return text.size() <= limit;
        };
    if (!read(fd, within, operation)) {
      throw new KernelException.Malformed("at most " + limit + " bytes", text.toString(UTF_8))
          .at(operation.cgroup(), operation.file());
    }
    return text.toString(UTF_8);
  }

  private boolean read(int fd, Sink sink, Operation operation) {
    var buffer = new byte[SMALL_FILE];
    var count = read(fd, buffer, operation);
    while (count > 0) {
      if (!sink.take(buffer, count)) {
        return false;
      }
      if (count == SMALL_FILE) {
        buffer = new byte[READ_BUFFER];
      }
      count = read(fd, buffer, operation);
    }
    return true;
  }

  private int read(int fd, byte[] buffer, Operation operation) {
    return (int) checked(operation, () -> posix.read(fd, buffer, buffer.length));
  }

  @Override
  public void writeAt(Fd directory, String file, String text) {
    var operation = new Operation("write", directory.label(), file, text.strip());
    try (var fd = openFile(directory, file, Access.WRITE, operation)) {
      write(fd, text, operation);
    }
  }

  @Override
  public void write(Fd file, String text) {
    write(file, text, new Operation("write", "", file.label(), text.strip()));
  }

  private void write(Fd fd, String text, Operation operation) {
    var bytes = text.getBytes(UTF_8);
    var written = fd.use(n -> checked(operation, () -> posix.write(n, bytes, bytes.length)));
    if (written != bytes.length) {
      throw KernelException.of(
          operation,
          Errno.of(jnr.constants.platform.Errno.EIO.intValue()),
          "only " + written + " of " + bytes.length + " bytes were taken");
    }
  }

  @Override
  public void mkdirAt(Fd directory, String name) {
    var operation = Operation.of("mkdir", directory.label(), name);
    var path = withoutNul(name);
    directory.use(at -> checked(operation, () -> libc.mkdirat(at, path, 0755)));
  }

  @Override
  public void rmdirAt(Fd directory, String name) {
    var operation = Operation.of("rmdir", directory.label(), name);
    var path = withoutNul(name);
    directory.use(at -> checked(operation, () -> libc.unlinkat(at, path, AT_REMOVEDIR)));
  }

  @Override
  public long inode(Fd fd) {
    var operation = Operation.of("statx", "", fd.label());
    var statx = new byte[STATX_SIZE];
    fd.use(at -> checked(operation, () -> libc.statx(at, "", AT_EMPTY_PATH, STATX_INO, statx)));
    return ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder()).getLong(STATX_INO_OFFSET);
  }

  @Override
  public List<String> list(Fd directory) {
    return entries(directory).map(DirectoryEntry::name).sorted().toList();
  }

  @Override
  public List<String> listDirectories(Fd directory) {
    return entries(directory)
        .filter(DirectoryEntry::isDirectory)
        .map(DirectoryEntry::name)
        .sorted()
        .toList();
  }

  /** Opens the directory anew, so that neither position nor another thread's listing matters. */
  private Stream<DirectoryEntry> entries(Fd directory) {
    var operation = Operation.of("list", "", directory.label());
    var entries = Stream.<DirectoryEntry>builder();
    try (var fd = directory.use(at -> open(at, ".", O_DIRECTORY, operation, directory.label()))) {
      var buffer = new byte[DIRECTORY_BUFFER];
      long size;
      do {
        size = fd.use(n -> checked(operation, () -> libc.getdents64(n, buffer, buffer.length)));
        DirectoryEntry.parse(Arrays.copyOf(buffer, (int) size)).forEach(entries);
      } while (size > 0);
    }
    return entries.build();
  }

  @Override
  public int geteuid() {
    return posix.geteuid();
  }

  @Override
  public int getpid() {
    return posix.getpid();
  }

  @Override
  public void kill(int pid, int signal) {
    var operation = new Operation("kill", "", "pid " + pid, "signal " + signal);
    checked(operation, () -> posix.kill(pid, signal));
  }

  @Override
  public void enterCgroupNamespace(Path namespace) {
    var name = namespace.toString();
    try (var fd = open(AT_FDCWD, name, 0, Operation.of("open", "", name), name)) {
      fd.use(n -> checked(Operation.of("setns", "", name), () -> libc.setns(n, CLONE_NEWCGROUP)));
    }
  }

  @Override
  public long pageSize() {
    return posix.sysconf(Sysconf._SC_PAGESIZE);
  }

  @Override
  public void fsync(Fd fd) {
    fd.use(n -> checked(Operation.of("fsync", "", fd.label()), () -> posix.fsync(n)));
  }

  @Override
  public Fd eventFd() {
    var operation = Operation.of("eventfd", "", "");
    var fd = checked(operation, () -> libc.eventfd(0, NONBLOCK | O_CLOEXEC));
    return new Fd((int) fd, "eventfd", posix::close);
  }

  @Override
  public void signal(Fd eventFd) {
    var one = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(1).array();
    eventFd.use(n -> checked(Operation.of("signal", "", ""), () -> posix.write(n, one, 8)));
  }

  @Override
  public void drain(Fd eventFd) {
    readAvailable(eventFd, Long.BYTES);
  }

  @Override
  public List<Ready> poll(List<Interest> interests, Duration timeout) {
    return PollFds.poll(interests, (pollfds, count) -> poll(pollfds, count, timeout));
  }

  private long poll(byte[] pollfds, int count, Duration timeout) {
    var millis = (int) Math.min(Integer.MAX_VALUE, timeout.plusNanos(999_999).toMillis());
    var ready = libc.poll(pollfds, count, millis);
    if (ready < 0 && !failedWith(jnr.constants.platform.Errno.EINTR)) {
      throw KernelException.of(Operation.of("poll", "", ""), Errno.of(posix.errno()), "");
    }
    return ready;
  }

  @Override
  public Epoll epoll() {
    return new LinuxEpoll(libc, this::checked, posix::close);
  }

  @Override
  public Fd inotifyInit() {
    var operation = Operation.of("inotify_init1", "", "");
    var fd = checked(operation, () -> libc.inotify_init1(NONBLOCK | O_CLOEXEC));
    return new Fd((int) fd, "inotify", posix::close);
  }

  @Override
  public int inotifyAddWatch(Fd inotify, Path path, int mask) {
    var operation = Operation.of("watch", "", path.toString());
    return inotify
        .use(n -> checked(operation, () -> libc.inotify_add_watch(n, path.toString(), mask)))
        .intValue();
  }

  @Override
  public void inotifyRemoveWatch(Fd inotify, int watch) {
    inotify.use(n -> libc.inotify_rm_watch(n, watch));
  }

  @Override
  public Bpf bpf() {
    return new LinuxBpf(libc, this::checked, posix::close);
  }

  @Override
  public Scheduler scheduler() {
    return new LinuxScheduler(libc, this::checked);
  }

  @Override
  public Pages pages() {
    return new LinuxPages(libc, this::checked);
  }

  @Override
  public boolean trimHeap() {
    return libc.malloc_trim(0) == 1;
  }

  @Override
  public byte[] readAvailable(Fd fd, int limit) {
    var buffer = new byte[limit];
    var count = fd.use(n -> posix.read(n, buffer, limit));
    if (count < 0 && !failedWith(jnr.constants.platform.Errno.EAGAIN)) {
      throw KernelException.of(Operation.of("read", "", fd.label()), Errno.of(posix.errno()), "");
    }
    return Arrays.copyOf(buffer, Math.max(0, count));
  }

  /** Calls until it is not interrupted; a negative answer becomes the exception for errno. */
  private long checked(Operation operation, LongSupplier call) {
    long result;
    do {
      result = call.getAsLong();
    } while (result < 0 && failedWith(jnr.constants.platform.Errno.EINTR));
    if (result < 0) {
      throw KernelException.of(operation, Errno.of(posix.errno()), "");
    }
    return result;
  }

  private boolean failedWith(jnr.constants.platform.Errno errno) {
    return posix.errno() == errno.intValue();
  }

  private static String withoutNul(String name) {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("NUL in \"" + Operation.quoted(name) + '"');
    }
    return name;
  }
}
