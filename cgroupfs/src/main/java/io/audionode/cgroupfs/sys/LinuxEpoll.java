package io.audionode.cgroupfs.sys;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import jnr.constants.platform.OpenFlags;

/**
 * {@link Epoll} through the C library.
 *
 * <p>{@code struct epoll_event} is events u32 and data u64, packed on x86_64 only
 * (include/uapi/linux/eventpoll.h).
 */
final class LinuxEpoll implements Epoll {
  private static final int CLOEXEC = OpenFlags.O_CLOEXEC.intValue();
  private static final int CTL_ADD = 1;
  private static final int EPOLLIN = 0x1;
  private static final int EPOLLPRI = 0x2;
  private static final int EPOLLERR_EPOLLHUP = 0x8 | 0x10;

  private static final int DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;
  private static final int SIZE = DATA + Long.BYTES;

  private final LibC libc;
  private final Checked checked;
  private final IntConsumer closer;

  LinuxEpoll(LibC libc, Checked checked, IntConsumer closer) {
    this.libc = requireNonNull(libc, "libc is null");
    this.checked = requireNonNull(checked, "checked is null");
    this.closer = requireNonNull(closer, "closer is null");
  }

  @Override
  public Fd create() {
    var operation = Operation.of("epoll_create1", "", "");
    return new Fd(
        (int) checked.call(operation, () -> libc.epoll_create1(CLOEXEC)), "epoll", closer);
  }

  @Override
  @SuppressWarnings("ByteBufferBackingArray") // event() allocated it
  public void add(Fd epoll, Fd fd, Sys.Condition condition, long tag) {
    var wanted =
        switch (condition) {
          case READABLE -> EPOLLIN;
          case PRIORITY -> EPOLLPRI;
        };
    var event = buffer(1).putInt(0, wanted).putLong(DATA, tag).array();
    var operation = Operation.of("epoll_ctl", "", fd.label());
    epoll.use(
        at ->
            fd.use(
                number ->
                    checked.call(operation, () -> libc.epoll_ctl(at, CTL_ADD, number, event))));
  }

  @Override
  @SuppressWarnings("ByteBufferBackingArray") // buffer() allocated it
  public List<Event> await(Fd epoll, Duration timeout) {
    var buffer = buffer(MOST_EVENTS);
    var millis = (int) Math.min(Integer.MAX_VALUE, timeout.plusNanos(999_999).toMillis());
    var operation = Operation.of("epoll_wait", "", "");
    var ready =
        epoll.use(
            at ->
                checked.call(
                    operation, () -> libc.epoll_wait(at, buffer.array(), MOST_EVENTS, millis)));
    var events = new ArrayList<Event>();
    for (int at = 0; at < ready * SIZE; at += SIZE) {
      int happened = buffer.getInt(at);
      events.add(
          new Event(
              buffer.getLong(at + DATA),
              (happened & (EPOLLIN | EPOLLPRI)) != 0,
              (happened & EPOLLERR_EPOLLHUP) != 0));
    }
    return List.copyOf(events);
  }

  private static ByteBuffer buffer(int events) {
    return ByteBuffer.allocate(events * SIZE).order(ByteOrder.nativeOrder());
  }
}
