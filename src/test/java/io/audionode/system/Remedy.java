package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;

/**
 * What people do so that a pod keeps its memory, as kubelet, an administrator or a daemon does it.
 */
enum Remedy {
  NOTHING("nothing"),
  SWAPPINESS("`vm.swappiness=1`") {
    @Override
    void beforeBirth(ProtectionTrial trial) throws IOException {
      trial.swappiness("1");
    }
  },
  NO_SWAP("`memory.swap.max=0`") {
    @Override
    void afterBirth(ProtectionTrial trial) {
      trial.set(trial.pod(), "memory.swap.max", "0");
      trial.set(trial.container(), "memory.swap.max", "0");
    }
  },
  POD_MINIMUM("`memory.min` alone") {
    @Override
    void afterBirth(ProtectionTrial trial) {
      trial.protect(trial.container());
      trial.protect(trial.pod());
    }
  },
  /**
   * Requests are the minima of containers, and their sums those of pods and QoS classes (KEP 2570,
   * as of Kubernetes 1.27).
   */
  MEMORY_QOS("kubelet's `MemoryQoS`") {
    @Override
    void afterBirth(ProtectionTrial trial) {
      trial.throttle(trial.container());
      for (var level = trial.container(); !level.equals(CgroupPath.ROOT); level = parent(level)) {
        trial.protect(level);
      }
    }
  },
  EARLYOOM("earlyoom") {
    @Override
    void beforeBirth(ProtectionTrial trial) throws IOException {
      trial.startDaemon(Bench.setting("EARLYOOM", "earlyoom"));
    }
  },
  IN_PLACE("**audionode**, started after the pod") {
    @Override
    void afterBirth(ProtectionTrial trial) {
      trial.audio().awaitRunning();
      trial.audionode();
    }

    @Override
    void verify(ProtectionTrial trial) {
      assertThat(trial.isIn(Kubepods.ROOT)).as("in place").isTrue();
      assertThat(trial.read(trial.container(), "memory.min")).isNotEqualTo("0");
    }
  },
  AT_BIRTH("**audionode**, started before the pod") {
    @Override
    void beforeBirth(ProtectionTrial trial) {
      trial.audionode();
    }

    @Override
    Workload.Birth birth(Workload.Birth birth) {
      return birth.adopted();
    }

    @Override
    void verify(ProtectionTrial trial) {
      assertThat(trial.isIn(Scenario.AUDIO)).as("in the subtree").isTrue();
    }
  };

  /** What a table calls it. */
  final String title;

  Remedy(String title) {
    this.title = title;
  }

  /** While there is no cgroup of the pod. */
  void beforeBirth(ProtectionTrial trial) throws IOException {}

  /** While the runtime prepares the container. */
  void afterBirth(ProtectionTrial trial) {}

  /** Once the program plays. */
  void verify(ProtectionTrial trial) {}

  Workload.Birth birth(Workload.Birth birth) {
    return birth;
  }

  private static CgroupPath parent(CgroupPath path) {
    return path.parent().orElseThrow();
  }
}
