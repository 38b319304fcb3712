package io.audionode.system;

import io.audionode.cgroupfs.sys.Bpf;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Scheduler;
import io.audionode.cgroupfs.sys.Sys;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * The real system calls of somebody who is killed at one of them: at that write and from then on
 * the kernel gets nothing more. A write is what changes a control file, a directory, a thread's
 * scheduling or a cgroup's device programs; moves of pages are none. Thread-safe.
 */
final class MortalSys {
  private static final Set<String> WRITES =
      Set.of("writeAt", "write", "mkdirAt", "rmdirAt", "set", "attach", "detach");

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
    return mortal(Sys.class, Linux.system());
  }

  private <T> T mortal(Class<T> type, Object calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                WRITES.contains(method.getName())
                    ? write(calls, method, arguments)
                    : read(calls, method, arguments)));
  }

  /** What hands out more system calls hands out mortal ones. */
  private Object read(Object calls, Method method, Object... arguments) throws Throwable {
    var answer = call(calls, method, arguments);
    return switch (answer) {
      case Scheduler scheduler -> mortal(Scheduler.class, scheduler);
      case Bpf bpf -> mortal(Bpf.class, bpf);
      case null, default -> answer;
    };
  }

  private synchronized Object write(Object calls, Method method, Object... arguments)
      throws Throwable {
    if (dead) {
      throw new Killed();
    }
    writes++;
    if (writes != death.write()) {
      return call(calls, method, arguments);
    }
    try {
      if (death.done()) {
        call(calls, method, arguments);
      }
    } finally {
      dead = true;
      last.run();
    }
    throw new Killed();
  }

  private Object call(Object calls, Method method, Object... arguments) throws Throwable {
    if (isDead()) {
      throw new Killed();
    }
    try {
      return method.invoke(calls, arguments);
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
