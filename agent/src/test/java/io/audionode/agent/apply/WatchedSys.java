package io.audionode.agent.apply;

import io.audionode.agent.fixture.OrdinaryDirectories;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.Sys;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.Predicate;

/** The real system calls, of which those that write are shown to a guard that may drop them. */
public final class WatchedSys {
  private static final Set<String> WRITES = Set.of("writeAt", "mkdirAt", "rmdirAt");

  private static final Sys ORDINARY = OrdinaryDirectories.sys();

  private WatchedSys() {}

  /**
   * System calls on ordinary files.
   *
   * @param guard is asked before each write, as {@code writeAt kubepods memory.max 4096}; a write
   *     that it refuses is dropped without an error, as a kernel does that keeps its own value
   */
  public static Sys guardedBy(Predicate<String> guard) {
    return (Sys)
        Proxy.newProxyInstance(
            Sys.class.getClassLoader(),
            new Class<?>[] {Sys.class},
            (_, method, arguments) -> {
              if (WRITES.contains(method.getName())
                  && !guard.test(call(method.getName(), arguments))) {
                return null;
              }
              try {
                return method.invoke(ORDINARY, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static String call(String name, Object... arguments) {
    var text = new StringBuilder(name);
    for (var argument : arguments) {
      text.append(' ').append(argument instanceof Fd directory ? directory.label() : argument);
    }
    return text.toString();
  }
}
