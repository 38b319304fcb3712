package io.audionode.agent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.observe.pressure.PressureSources;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a kernel that takes its time. */
class WatchedPressureTest {
  private static final String WATCHER = "audionode-pressure";

  @TempDir private Path root;

  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicReference<@Nullable Thread> asking = new AtomicReference<>();

  @Test
  void isNotClosedBeforeItsThreadHasEnded() throws IOException, InterruptedException {
    Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(root.resolve("proc/self/limits"), "Max open files  1024  4096  files\n");
    var sys = slow(Linux.system());
    var proc = new ProcFs(Linux.system(), root.resolve("proc"));
    var pressure =
        new WatchedPressure(
            new PressureSources(sys, new CgroupFs(sys, root), proc, Clocks.system(), _ -> null),
            Configuration::defaults,
            FakeFlow.START,
            List.of());
    pressure.start();
    pressure.accept(new FakeFlow(FakeNode.withNumaNodes(1)).runOnce());
    await().until(() -> asking.get() != null);
    var watcher = requireNonNull(asking.get());

    var closer = Thread.ofPlatform().start(pressure::close);
    await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
    assertThat(watcher.isAlive()).isTrue();
    answer.countDown();
    closer.join();
    assertThat(watcher.isAlive()).isFalse();
  }

  /** The watcher's thread gets no answer before the latch is open. */
  private Sys slow(Sys sys) {
    return (Sys)
        Proxy.newProxyInstance(
            Sys.class.getClassLoader(),
            new Class<?>[] {Sys.class},
            (_, call, arguments) -> {
              if (call.getName().equals("openDirectory")
                  && Thread.currentThread().getName().equals(WATCHER)) {
                asking.set(Thread.currentThread());
                answer.await();
              }
              return invoke(sys, call, arguments);
            });
  }

  private static @Nullable Object invoke(Sys sys, Method call, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return call.invoke(sys, arguments);
    } catch (InvocationTargetException e) {
      throw requireNonNull(e.getCause());
    }
  }
}
