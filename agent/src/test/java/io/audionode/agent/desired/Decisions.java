package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.config.Configuration.Placement;
import io.audionode.agent.config.MemoryMin;
import io.audionode.agent.config.Profile;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Pod;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.LinkedHashMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What policies decide on a {@link FakeNode}, and the configurations to decide by. */
final class Decisions {
  static final Configuration DEFAULTS = Configuration.defaults();

  private Decisions() {}

  static DesiredNode desire(FakeNode node) {
    return desire(node, DEFAULTS);
  }

  static DesiredNode desire(FakeNode node, Configuration configuration) {
    return new Policies(() -> configuration).desire(node.snapshot());
  }

  static PodDesire of(Pod pod, DesiredNode desired) {
    return desired.pods().stream()
        .filter(desire -> desire.seen().pod().uid().equals(pod.uid()))
        .findFirst()
        .orElseThrow();
  }

  static SortedMap<String, String> knobs(DesiredNode desired, CgroupPath path) {
    var cgroup = desired.cgroups().get(path);
    if (cgroup == null) {
      throw new IllegalStateException(path + " is not desired");
    }
    return cgroup.knobs();
  }

  static Configuration with(Placement placement) {
    return with(placement, DEFAULTS.domain());
  }

  static Configuration with(Domain domain) {
    return with(DEFAULTS.placement(), domain);
  }

  static Configuration withSubtreeMax(@Nullable Integer percent) {
    return new Configuration(
        DEFAULTS.placement(),
        DEFAULTS.domain(),
        DEFAULTS.swappiness(),
        percent,
        DEFAULTS.onStop(),
        DEFAULTS.profiles(),
        DEFAULTS.pressure());
  }

  /** The profile {@code realtime} with another rule for its minimum. */
  static Configuration with(MemoryMin rule) {
    var profiles = new LinkedHashMap<>(DEFAULTS.profiles());
    profiles.computeIfPresent(
        "realtime",
        (name, p) ->
            new Profile(
                name,
                rule,
                p.swapMax(),
                p.oomScoreAdj(),
                p.numa(),
                p.threads(),
                p.mlockAdvice(),
                p.reactions()));
    return new Configuration(
        DEFAULTS.placement(),
        DEFAULTS.domain(),
        DEFAULTS.swappiness(),
        DEFAULTS.subtreeMax(),
        DEFAULTS.onStop(),
        profiles,
        DEFAULTS.pressure());
  }

  /** The defaults and a profile of that name that is like {@code realtime}. */
  static Configuration withProfile(String name) {
    var profiles = new LinkedHashMap<>(DEFAULTS.profiles());
    var like = requireNonNull(DEFAULTS.profiles().get("realtime"));
    profiles.put(
        name,
        new Profile(
            name,
            like.memoryMin(),
            like.swapMax(),
            like.oomScoreAdj(),
            like.numa(),
            like.threads(),
            like.mlockAdvice(),
            like.reactions()));
    return new Configuration(
        DEFAULTS.placement(),
        DEFAULTS.domain(),
        DEFAULTS.swappiness(),
        DEFAULTS.subtreeMax(),
        DEFAULTS.onStop(),
        profiles,
        DEFAULTS.pressure());
  }

  private static Configuration with(Placement placement, Domain domain) {
    return new Configuration(
        placement,
        domain,
        DEFAULTS.swappiness(),
        DEFAULTS.subtreeMax(),
        DEFAULTS.onStop(),
        DEFAULTS.profiles(),
        DEFAULTS.pressure());
  }
}
