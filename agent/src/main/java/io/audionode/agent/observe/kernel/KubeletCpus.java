package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.CpuReserves;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What kubelet keeps cpus for: {@code reservedSystemCPUs} of its configuration file
 * (https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/), which it gives to no
 * container exclusively, and what its CPU manager gave to one container alone, in {@code
 * cpu_manager_state} (k8s.io/kubernetes pkg/kubelet/cm/cpumanager/state/checkpoint.go). For one
 * thread.
 *
 * <p>The latter names containers of pods that did not ask; nothing but their cpus is read of it.
 */
public final class KubeletCpus {
  /**
   * Where kubeadm puts them, by the first process's root directory: in a container with the host's
   * processes that is the host's own, without a mount.
   */
  public static final Path DEFAULT_DIRECTORY = Path.of("/proc/1/root/var/lib/kubelet");

  private static final String RESERVED = "reservedSystemCPUs";
  private static final String ASSIGNED = "entries";

  private final KubeletFile configuration;
  private final KubeletFile state;

  /**
   * @param directory kubelet's {@code --root-dir}
   */
  public KubeletCpus(Path directory) {
    configuration =
        new KubeletFile(directory.resolve("config.yaml"), file -> list(file.get(RESERVED)));
    state =
        new KubeletFile(directory.resolve("cpu_manager_state"), file -> all(file.get(ASSIGNED)));
  }

  /**
   * All that cpus are kept for.
   *
   * @param isolated those of {@code isolcpus=}
   */
  CpuReserves read(CpuList isolated) {
    return new CpuReserves(
        isolated,
        configuration.read(),
        state.read(),
        Stream.of(configuration, state).flatMap(file -> file.problem().stream()).toList());
  }

  /** Lists by pod and container, or by container as kubelet wrote them before 1.18. */
  private static CpuList all(@Nullable Object value) throws Malformed {
    if (!(value instanceof Map<?, ?> map)) {
      return list(value);
    }
    var cpus = CpuList.EMPTY;
    for (var entry : map.values()) {
      cpus = cpus.union(all(entry));
    }
    return cpus;
  }

  private static CpuList list(@Nullable Object value) throws Malformed {
    if (value == null) {
      return CpuList.EMPTY;
    }
    if (value instanceof String || value instanceof Integer) {
      return CpuList.parse(value.toString());
    }
    throw new Malformed("a list of cpus", value.toString());
  }
}
