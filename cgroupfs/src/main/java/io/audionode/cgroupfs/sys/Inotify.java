package io.audionode.cgroupfs.sys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One inotify instance: hosts allow 128 per user, so one serves the whole process.
 *
 * <p>On cgroupfs it sees cgroups made and removed, another process writing a knob, and the kernel
 * updating {@code *.events}; it does not see a fork (inotify(7), seen on 5.10 to 7.2). Add a watch
 * first and scan afterwards, so that nothing falls between. Not every kernel reports the end of a
 * watched cgroup to its own watch (6.1 does not): take it from the parent's DELETE, and call {@link
 * #unwatch}, or the kernel keeps the dead cgroup's inode.
 *
 * <p>{@link #await} and {@link #awaitAny} are for one thread, the other methods for any.
 */
public final class Inotify implements AutoCloseable {
  /** What happened; the bits are those of {@code inotify.h}. */
  public enum Kind {
    MODIFY(0x2),
    CLOSE_WRITE(0x8),
    MOVED_FROM(0x40),
    MOVED_TO(0x80),
    CREATE(0x100),
    DELETE(0x200),
    DELETE_SELF(0x400),
    /** Events were lost, for any watch: scan everything again. Always reported, watch -1. */
    OVERFLOW(0x4000),
    /** The watch is over: removed, or its directory is gone. Always reported. */
    IGNORED(0x8000),
    /** The event's subject is a directory. Comes with another kind. */
    ISDIR(0x40000000);

    private final int bit;

    Kind(int bit) {
      this.bit = bit;
    }
  }

  /**
   * One event.
   *
   * @param watch what {@link #watch} returned
   * @param name the name inside the watched directory, {@code ""} for the watched file itself
   */
  public record Event(int watch, Set<Kind> kinds, String name) {
    public Event {
      kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
      requireNonNull(name, "name is null");
    }
  }

  private static final int IN_DONT_FOLLOW = 0x02000000;
  private static final int BUFFER = 64 << 10;
  private static final int HEADER = 16;

  /** What is queued by default; more came while they were read. */
  private static final int MOST = 16_384;

  /** A name has 255 bytes at most, and one for its end. */
  private static final int LARGEST = HEADER + 256;

  private final Sys sys;
  private final Fd inotify;
  private final Fd wake;
  private final AtomicBoolean closed = new AtomicBoolean();

  public Inotify(Sys sys) {
    this.sys = requireNonNull(sys, "sys is null");
    this.inotify = sys.inotifyInit();
    this.wake = sys.eventFd();
  }

  /**
   * Watches a directory or file. The same path again returns the same number and replaces the
   * kinds.
   */
  public int watch(Path path, Set<Kind> kinds) {
    return sys.inotifyAddWatch(
        inotify, path, kinds.stream().mapToInt(k -> k.bit).sum() | IN_DONT_FOLLOW);
  }

  /** Ends a watch; its last event is IGNORED. Harmless when it ended by itself. */
  public void unwatch(int watch) {
    sys.inotifyRemoveWatch(inotify, watch);
  }

  /**
   * Blocks until there are events, the timeout has passed or {@link #wake} was called.
   *
   * @return the events, empty after a timeout, a wake, an interrupted wait or {@link #close}
   */
  public List<Event> await(Duration timeout) {
    return awaitAny(timeout) ? pending() : List.of();
  }

  /**
   * As {@link #await}, but leaves the events to {@link #pending}.
   *
   * @return whether there may be any
   */
  public synchronized boolean awaitAny(Duration timeout) {
    if (closed.get()) {
      return false;
    }
    var interests =
        List.of(
            new Sys.Interest(inotify, Sys.Condition.READABLE),
            new Sys.Interest(wake, Sys.Condition.READABLE));
    if (sys.poll(interests, timeout).isEmpty()) {
      return false;
    }
    sys.drain(wake);
    return true;
  }

  /**
   * The events that nobody has taken yet, without waiting; empty when there are none, or after
   * {@link #close}. What the kernel reports as it happens, and so all but the {@code *.events}
   * files, is among them when the call that caused it has returned; unless there are more than any
   * queue holds by default (fs.inotify.max_queued_events), of which the first are given.
   */
  public List<Event> pending() {
    var events = new ArrayList<Event>();
    try {
      int length;
      do {
        var answer = sys.readAvailable(inotify, BUFFER);
        events.addAll(parse(answer));
        length = answer.length;
      } while (length > BUFFER - LARGEST && events.size() < MOST); // no room for one more
    } catch (Fd.ClosedException _) {
      // nobody wants to know any more
    }
    return List.copyOf(events);
  }

  /** Ends the present {@link #await}, or the next one. Harmless after {@link #close}. */
  public void wake() {
    try {
      sys.signal(wake);
    } catch (Fd.ClosedException _) {
      // nobody waits any more
    }
  }

  /** Ends a waiting {@link #await} and returns when it has ended. */
  @Override
  public void close() {
    closed.set(true);
    wake();
    synchronized (this) {
      inotify.close();
      wake.close();
    }
  }

  /** {@code struct inotify_event[]}: watch s32, mask u32, cookie u32, length u32, name. */
  static List<Event> parse(byte[] answer) throws Malformed {
    var events = new ArrayList<Event>();
    var buffer = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    while (buffer.remaining() >= HEADER) {
      var watch = buffer.getInt();
      var kinds = kinds(buffer.getInt());
      buffer.getInt(); // the cookie pairs renames, which cgroupfs does not have
      var name = new byte[length(buffer)];
      buffer.get(name);
      if (!kinds.isEmpty()) {
        events.add(new Event(watch, kinds, new String(name, UTF_8).replace("\0", "")));
      }
    }
    return List.copyOf(events);
  }

  private static int length(ByteBuffer buffer) throws Malformed {
    var length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new Malformed(
          "a whole event", "a name of %d bytes in %d".formatted(length, buffer.remaining()));
    }
    return length;
  }

  private static EnumSet<Kind> kinds(int mask) {
    var kinds = EnumSet.noneOf(Kind.class);
    for (var kind : Kind.values()) {
      if ((mask & kind.bit) != 0) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
