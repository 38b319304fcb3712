package io.audionode.agent;

import java.util.concurrent.CountDownLatch;

/** Waits for SIGTERM or SIGINT, and keeps the JVM until the agent has ended. */
final class Shutdown {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  Shutdown() {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::hook));
  }

  private void hook() {
    asked.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the process is asked to end. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Lets the process end. */
  void done() {
    ended.countDown();
  }
}
