package io.audionode.agent.log;

import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;

/**
 * Logs what may go wrong again and again without flooding the log: each cause once a minute, ten
 * causes at most, and with the next line how many times nothing was said. Two causes are the same
 * when they differ in numbers only. Any thread.
 */
public final class Complaints {
  static final Duration QUIET = Duration.ofMinutes(1);
  static final int MOST = 10;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final Logger log;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<String> said = new HashSet<>();
  private long since;
  private long unsaid;

  /**
   * Has said nothing yet.
   *
   * @param nanos a clock that does not jump
   */
  public Complaints(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /** An error, with its stack. */
  public void error(String what, Throwable e) {
    due(what + e).ifPresent(more -> log.error("{}{}", what, more(more), e));
  }

  /**
   * A warning, whose text is its cause.
   *
   * @return whether it was said
   */
  public boolean warn(String text) {
    var due = due(text);
    due.ifPresent(more -> log.warn("{}{}", text, more(more)));
    return due.isPresent();
  }

  private static String more(long unsaid) {
    return unsaid == 0 ? "" : " (%d more failures since the last line)".formatted(unsaid);
  }

  /** How often nothing was said; empty when nothing is to be said now either. */
  private OptionalLong due(String text) {
    lock.lock();
    try {
      var now = nanos.getAsLong();
      if (now - since >= QUIET.toNanos()) {
        said.clear();
        since = now;
      }
      if (said.size() >= MOST || !said.add(NUMBER.matcher(text).replaceAll("0"))) {
        unsaid++;
        return OptionalLong.empty();
      }
      var more = OptionalLong.of(unsaid);
      unsaid = 0;
      return more;
    } finally {
      lock.unlock();
    }
  }
}
