package io.audionode.agent.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.agent.model.memory.WatchedCgroup;
import io.audionode.agent.model.memory.WatchedPod;
import io.audionode.agent.pulse.Clocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryWatcherTest {
  /** Nothing but requests and new pods wakes it after the first pass. */
  private static final MemoryPace PACE =
      new MemoryPace(
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ZERO,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          8);

  @TempDir private Path root;

  private final List<MemoryLook> looks = new CopyOnWriteArrayList<>();
  private FakeProcesses node;
  private MemoryWatcher watcher;

  @BeforeEach
  void make() throws IOException {
    node = new FakeProcesses(root);
    node.start(1, 100, 10);
    watcher = watcher(PACE, looks::add);
  }

  private MemoryWatcher watcher(MemoryPace pace, Consumer<MemoryLook> audience) {
    return new MemoryWatcher(
        new MemorySources(node.cgroups(), node.proc(), false), pace, Clocks.system(), audience);
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  private void start() {
    watcher.want(List.of(node.pod()));
    Thread.ofPlatform().daemon().start(watcher);
    await().until(() -> looks.stream().anyMatch(look -> !look.pods().isEmpty()));
  }

  @Test
  void readsAPodThatAppearsWithoutBeingAsked() {
    start();
    assertThat(looks.getLast().pods().getFirst().processes()).hasSize(1);
    assertThat(watcher.pulse().state().failures()).isZero();
  }

  @Test
  void readsAPodThatComesLaterAndNoOther() {
    start();
    var mixer = looks.getLast().pods().getFirst();
    watcher.want(List.of(node.pod(), encoder(List.of(node.cgroup()))));
    await().until(() -> looks.getLast().pods().size() == 2);
    assertThat(looks.getLast().pods()).first().isSameAs(mixer);
  }

  private static WatchedPod encoder(List<WatchedCgroup> cgroups) {
    return new WatchedPod("uid-encoder", "default", "encoder", 0, cgroups, List.of(), null);
  }

  @Test
  void readsAPodAgainThatHadNoCgroupYet() {
    watcher.want(List.of(encoder(List.of())));
    Thread.ofPlatform().daemon().start(watcher);
    await().until(() -> looks.stream().anyMatch(look -> !look.pods().isEmpty()));
    assertThat(looks.getLast().pods().getFirst().cgroups()).isEmpty();
    watcher.want(List.of(encoder(List.of(node.cgroup()))));
    await().until(() -> !looks.getLast().pods().getFirst().cgroups().isEmpty());
  }

  @Test
  void tellsItsAudienceBeforeARequestEnds() throws IOException {
    start();
    node.charge(777);

    watcher.refresh("uid-mixer").toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();

    assertThat(looks.getLast().pods().getFirst().cgroups().getFirst().anon().value())
        .isEqualTo(777);
  }

  @Test
  void endsARequestForWhatIsNotWatchedAtOnce() {
    start();
    assertThat(watcher.refresh("uid-nobody").toCompletableFuture()).isCompleted();
  }

  @Test
  void doesNotReadAgainWhatIsFresh() {
    watcher.close();
    watcher =
        watcher(
            new MemoryPace(
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                8),
            looks::add);
    start();
    watcher.refresh("uid-mixer").toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    var told = looks.size();
    for (var request = 0; request < 100; request++) {
      assertThat(watcher.refresh("uid-mixer").toCompletableFuture()).isCompleted();
    }
    assertThat(looks).hasSize(told);
  }

  @Test
  void servesRequestsThatComeTogetherOnce() {
    watcher.want(List.of(node.pod()));
    var requests =
        IntStream.range(0, 100)
            .mapToObj(_ -> watcher.refresh("uid-mixer").toCompletableFuture())
            .toList();
    Thread.ofPlatform().daemon().start(watcher);
    requests.forEach(request -> request.orTimeout(30, TimeUnit.SECONDS).join());
    assertThat(looks).hasSizeLessThan(4);
  }

  @Test
  void answersThoseWhoWaitWhenItIsClosed() {
    watcher.want(List.of(node.pod()));
    var request = watcher.refresh("uid-mixer").toCompletableFuture();
    assertThat(request).isNotDone();
    watcher.close();
    assertThat(request).isCompleted();
  }

  @Test
  void answersThoseWhoWaitWhenAPassFails() {
    watcher.close();
    watcher =
        watcher(
            PACE,
            _ -> {
              throw new IllegalStateException("nobody listens");
            });
    watcher.want(List.of(node.pod()));
    var request = watcher.refresh("uid-mixer").toCompletableFuture();
    Thread.ofPlatform().daemon().start(watcher);
    assertThat(request.orTimeout(30, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void forgetsAPodThatIsGone() {
    watcher.close();
    watcher =
        watcher(
            new MemoryPace(
                Duration.ofMillis(20),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                8),
            looks::add);
    start();
    watcher.want(List.of());
    await().until(() -> looks.getLast().pods().isEmpty());
  }

  @Test
  void goesOnAfterAFailedPass() {
    watcher.close();
    var failedOnce = new AtomicBoolean();
    watcher =
        watcher(
            PACE,
            look -> {
              if (failedOnce.compareAndSet(false, true)) {
                throw new IllegalStateException("nobody listens");
              }
              looks.add(look);
            });
    Thread.ofPlatform().daemon().start(watcher);
    await().until(() -> watcher.pulse().state().failures() == 1);
    watcher.want(List.of(node.pod()));
    watcher.refresh("uid-mixer").toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(looks).isNotEmpty();
    await().until(() -> watcher.pulse().state().lastFailure() == null);
  }
}
