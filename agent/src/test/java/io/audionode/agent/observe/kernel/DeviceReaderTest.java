package io.audionode.agent.observe.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.OrdinaryDirectories;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a container that has no device program is compared with; nobody has one here. */
class DeviceReaderTest {
  private static final CgroupPath BORN = CgroupPath.of("kubepods/poda/c");
  private static final CgroupPath OTHER = CgroupPath.of("kubepods/podb");
  private static final CgroupPath LATER = CgroupPath.of("kubepods/podc");

  @TempDir private Path mount;

  private final AtomicInteger calls = new AtomicInteger();
  private CgroupFs cgroups;
  private DeviceReader devices;

  @BeforeEach
  void makesPods() throws IOException {
    for (var path : List.of(BORN, OTHER.child("c"), LATER.child("c"))) {
      Files.createDirectories(mount.resolve(path.value()));
    }
    cgroups = new CgroupFs(OrdinaryDirectories.sys(calls::incrementAndGet), mount);
    devices = new DeviceReader(cgroups);
  }

  @Test
  void asksOthersWhileTheyMayBePreparedAndThenNoMore() {
    var alone = callsAt(100);
    var first = callsAt(101, OTHER);
    assertThat(first).isGreaterThan(alone);
    assertThat(callsAt(111, OTHER)).as("may get one still").isEqualTo(first);
    assertThat(callsAt(112, OTHER)).isEqualTo(alone);
    assertThat(callsAt(500, OTHER, LATER)).as("asked for the first time").isEqualTo(first);
    assertThat(callsAt(501, LATER)).isEqualTo(first);
    assertThat(callsAt(502, OTHER, LATER)).as("made anew and still young").isGreaterThan(first);
  }

  private int callsAt(long uptimeSeconds, CgroupPath... others) {
    devices.beside(List.of(others), Duration.ofSeconds(uptimeSeconds));
    try (var cgroup = cgroups.open(BORN)) {
      calls.set(0);
      assertThat(devices.areExpected(cgroup)).isFalse();
      return calls.get();
    }
  }
}
