package io.audionode.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.HostilePods;
import io.audionode.agent.fixture.ManagedPaths;
import io.audionode.agent.model.Pod;
import io.audionode.agent.observe.pods.PodFiles;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever pods say of themselves, the agent writes where it may and nowhere else, serves the pod
 * beside them, and comes to rest. Without this, a text in a pod's object is a way to any file.
 */
class HostilePodsProperties {
  private static final int MOST_RUNS = 10;
  private static final int MOST_PODS = 5;
  private static final Set<String> PROFILES = Set.of("realtime", "render");
  private static final JsonMapper JSON = JsonMapper.shared();

  private static Path directory = Path.of("pods");

  @BeforeContainer
  static void open() throws IOException {
    directory = Files.createTempDirectory("pods");
  }

  @AfterContainer
  static void close() throws IOException {
    for (var i = 0; i < MOST_PODS; i++) {
      Files.deleteIfExists(file(i));
    }
    Files.delete(directory);
  }

  @Provide
  Arbitrary<List<Map<String, Object>>> hostile() {
    return HostilePods.objects();
  }

  @Property
  void writesNowhereElseForAnyPods(@ForAll("hostile") List<Map<String, Object>> hostile)
      throws IOException {
    write(0, HostilePods.pod("honest", 1));
    write(1, HostilePods.bystander());
    for (var i = 0; i < MOST_PODS - 2; i++) {
      write(i + 2, i < hostile.size() ? hostile.get(i) : Map.of());
    }
    var told = new PodFiles(directory, InstantSource.system()).pods();
    assertThat(told.pods()).extracting(Pod::name).contains("honest", "bystander");
    assertThat(told.problems())
        .allSatisfy(problem -> assertThat(problem.toString()).matches("[^\\p{Cntrl}]{1,800}"));

    var node = FakeNode.withNumaNodes(2);
    var managed = new ManagedPaths();
    var pid = 10;
    for (var pod : told.pods()) {
      node.pod(pod).born(pod, "new", ++pid).running(pod, "old", ++pid, Bytes.ofMebibytes(30));
      if (asks(pod)) {
        managed.home(FakeNode.home(pod)).process(pid - 1).process(pid);
      }
    }
    settle(new FakeFlow(node), managed);
  }

  private static void settle(FakeFlow flow, ManagedPaths managed) {
    Report report;
    var runs = 0;
    do {
      assertThat(runs++).as("runs until there is nothing to write").isLessThan(MOST_RUNS);
      report = flow.runOnce();
      assertThat(report.plan().actions()).allMatch(managed::allow);
      assertThat(report.desired().warnings())
          .allSatisfy(warning -> assertThat(warning).matches("[^\\p{Cntrl}]{1,800}"));
      assertThat(report.desired().pods())
          .flatExtracting(pod -> pod.warnings())
          .allSatisfy(warning -> assertThat(warning).matches("[^\\p{Cntrl}]{1,800}"));
    } while (!report.plan().isEmpty());
    assertThat(report.desired().pods()).anyMatch(pod -> pod.seen().pod().name().equals("honest"));
  }

  private static boolean asks(Pod pod) {
    var profile = pod.labels().get("audionode.io/profile");
    return !"true".equals(pod.annotations().getOrDefault("audionode.io/hold", "").strip())
        && (profile == null ? "audio-rt".equals(pod.runtimeClass()) : PROFILES.contains(profile));
  }

  private static void write(int number, Map<String, Object> object) throws IOException {
    Files.write(file(number), JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8));
  }

  /** As JSON and as YAML, of which JSON is a part. */
  private static Path file(int number) {
    return directory.resolve(number + (number % 2 == 0 ? ".json" : ".yaml"));
  }
}
