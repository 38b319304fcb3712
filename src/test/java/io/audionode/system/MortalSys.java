package io.audionode.system;

import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * The real system calls of somebody who is killed at one of them: at that write and from then on
 * the kernel gets nothing more. Device programs, scheduling and moves of pages are no such moments.
 * Thread-safe.
 */
final class MortalSys {
  private static final Set<String> WRITES = Set.of("writeAt", "mkdirAt", "rmdirAt");

  private final Death death;
  private final Runnable last;
  private int writes;
  private boolean dead;

  /**
   * Which write is the last moment, counted from 1.
   *
   * @param done whether the kernel gets that write
   */
  record Death(int write, boolean done) {
    /** Lives on. */
    static final Death NONE = new Death(0, false);
  }

  /** No exception: nobody who goes on in spite of a failure may go on. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /**
   * @param last happens at that moment
   */
  MortalSys(Death death, Runnable last) {
    this.death = death;
    this.last = last;
  }

  Sys calls() {
    return (Sys)
        Proxy.newProxyInstance(
            Sys.class.getClassLoader(),
            new Class<?>[] {Sys.class},
            (_, method, arguments) ->
                WRITES.contains(method.getName())
                    ? write(method, arguments)
                    : call(method, arguments));
  }

  private synchronized Object write(Method method, Object... arguments) throws Throwable {
    if (dead) {
      throw new Killed();
    }
    writes++;
    if (writes != death.write()) {
      return call(method, arguments);
    }
    try {
      if (death.done()) {
        call(method, arguments);
      }
    } finally {
      dead = true;
      last.run();
    }
    throw new Killed();
  }

  private Object call(Method method, Object... arguments) throws Throwable {
    if (isDead()) {
      throw new Killed();
    }
    try {
      return method.invoke(Linux.system(), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  synchronized int writes() {
    return writes;
  }

  synchronized boolean isDead() {
    return dead;
  }
}
