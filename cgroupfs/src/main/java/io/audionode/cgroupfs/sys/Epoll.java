package io.audionode.cgroupfs.sys;

import java.time.Duration;
import java.util.List;

/**
 * epoll(7): one thread waits for any number of descriptors, and a wait costs by what happened, not
 * by how many there are. Thread-safe; every call throws {@link KernelException}.
 *
 * <p>Level-triggered: what is not taken is reported again. A descriptor that is closed leaves by
 * itself.
 */
public interface Epoll {
  /** The most events that one {@link #await} returns; more come with the next. */
  int MOST_EVENTS = 1024;

  /** An instance that waits for nothing yet. Counts as one open file. */
  Fd create();

  /**
   * Waits for a descriptor too, also in an {@link #await} that is under way.
   *
   * @param tag comes back with each event
   */
  void add(Fd epoll, Fd fd, Sys.Condition condition, long tag);

  /**
   * Waits until something happens or the timeout has passed. A signal may end the wait early.
   *
   * @param timeout rounded up to milliseconds
   * @return empty at the timeout
   */
  List<Event> await(Fd epoll, Duration timeout);

  /**
   * One descriptor has something.
   *
   * @param tag what {@link #add} was given
   * @param fired what was waited for has happened
   * @param failed the kernel reports EPOLLERR or EPOLLHUP: for a PSI trigger, that the cgroup went
   *     away
   */
  record Event(long tag, boolean fired, boolean failed) {}
}
