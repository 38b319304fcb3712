package io.audionode.agent.observe.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {
  @TempDir private Path root;

  private final AtomicLong nanos = new AtomicLong();
  private final Map<String, CgroupPath> directories = new HashMap<>();
  private Neighbours neighbours;

  @BeforeEach
  void make() {
    neighbours =
        new Neighbours(
            new OpenFiles(new CgroupFs(Linux.system(), root), Memory.CURRENT.file(), 5),
            () -> directories,
            Map.of("u1", "default/hog")::get,
            new Clocks(InstantSource.system(), nanos::get),
            Neighbours.BACK);
  }

  @Test
  void namesThoseThatGrewMostAndByTheNameThatIsKnown() throws IOException {
    for (int i = 1; i <= 8; i++) {
      pod("u" + i, 10);
    }
    neighbours.refresh();
    for (int i = 1; i <= 8; i++) {
      pod("u" + i, 20 - i);
    }
    nanos.set(Duration.ofSeconds(3).toNanos());

    assertThat(neighbours.top())
        .extracting(Neighbour::name)
        .containsExactly("default/hog", "u2", "u3", "u4", "u5");
    var hog = neighbours.top().getFirst();
    assertThat(hog.current()).isEqualTo(Bytes.ofMebibytes(19));
    assertThat(hog.grown()).isEqualTo(Bytes.ofMebibytes(9));
    assertThat(hog.over()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void namesNeitherPodsThatAskNorThoseThatShrinkNorThoseThatAreGone() throws IOException {
    pod("asks", 10);
    pod("shrinks", 10);
    directories.put("gone", new CgroupPath("kubepods/podgone"));
    neighbours.asking(Set.of("asks"));
    neighbours.refresh();
    pod("asks", 90);
    pod("shrinks", 5);

    assertThat(neighbours.top()).isEmpty();
  }

  @Test
  void takesAllOfAPodForGrowthThatCameSince() throws IOException {
    neighbours.refresh();
    pod("new", 7);
    assertThat(neighbours.top())
        .singleElement()
        .satisfies(pod -> assertThat(pod.grown()).isEqualTo(Bytes.ofMebibytes(7)));
  }

  @Test
  void aRefreshTogetherWithTheEventHidesNobody() throws IOException {
    pod("u1", 10);
    neighbours.refresh();
    nanos.set(Duration.ofSeconds(10).toNanos());
    pod("u1", 50);
    neighbours.refresh();
    nanos.set(Duration.ofSeconds(11).toNanos());
    assertThat(neighbours.top())
        .singleElement()
        .satisfies(
            hog -> {
              assertThat(hog.grown()).isEqualTo(Bytes.ofMebibytes(40));
              assertThat(hog.over()).isEqualTo(Duration.ofSeconds(11));
            });
  }

  @Test
  void forgetsAPodAsSoonAsItAsks() throws IOException {
    neighbours.refresh();
    pod("u1", 10);
    assertThat(neighbours.top()).hasSize(1);
    neighbours.asking(Set.of("u1"));
    assertThat(neighbours.top()).isEmpty();
  }

  @Test
  void namesNobodyBeforeItKnowsWhatThereWas() throws IOException {
    pod("u1", 10);
    assertThat(neighbours.top()).isEmpty();
  }

  @Test
  void readsAgainOnlyAfterASecond() throws IOException {
    neighbours.refresh();
    assertThat(neighbours.top()).isEmpty();
    pod("new", 7);
    assertThat(neighbours.top()).isEmpty();
    nanos.set(Duration.ofSeconds(1).toNanos());
    assertThat(neighbours.top()).hasSize(1);
  }

  private void pod(String uid, long mebibytes) throws IOException {
    var path = new CgroupPath("kubepods/pod" + uid);
    var directory = Files.createDirectories(root.resolve(path.value()));
    Files.writeString(directory.resolve("cgroup.controllers"), "memory\n");
    Files.writeString(
        directory.resolve("memory.current"), Bytes.ofMebibytes(mebibytes).value() + "\n");
    directories.put(uid, path);
  }
}
