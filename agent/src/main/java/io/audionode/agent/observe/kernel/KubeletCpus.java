package io.audionode.agent.observe.kernel;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.BoundedFile;
import io.audionode.agent.config.BoundedYaml;
import io.audionode.agent.config.MalformedYamlException;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code reservedSystemCPUs} of kubelet's configuration file
 * (https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/): cpus that kubelet
 * gives to no container exclusively. For one thread.
 *
 * <p>A hint: a file that is absent or unreadable reserves nothing, since a kubelet may have its
 * settings elsewhere; while one is malformed, what was last read of it counts.
 */
public final class KubeletCpus {
  /**
   * Where kubeadm puts it, by the first process's root directory: in a container with the host's
   * processes that is the host's own, without a mount.
   */
  public static final Path DEFAULT_FILE = Path.of("/proc/1/root/var/lib/kubelet/config.yaml");

  private static final String KEY = "reservedSystemCPUs";

  private final Path file;
  private @Nullable FileTime modified;
  private CpuList last = CpuList.EMPTY;

  public KubeletCpus(Path file) {
    this.file = requireNonNull(file, "file is null");
  }

  /** Read anew only when the file changed. */
  CpuList read() {
    try {
      var now = Files.getLastModifiedTime(file);
      if (!now.equals(modified)) {
        last = reserved(BoundedFile.text(file));
        modified = now;
      }
      return last;
    } catch (MalformedYamlException | KernelException.Malformed _) {
      modified = null; // half written perhaps: what was last read counts until it is whole
      return last;
    } catch (IOException _) {
      modified = null;
      last = CpuList.EMPTY;
      return last;
    }
  }

  private static CpuList reserved(String yaml) throws MalformedYamlException {
    return BoundedYaml.values(yaml).stream()
        .filter(document -> document instanceof Map<?, ?>)
        .map(document -> ((Map<?, ?>) document).get(KEY))
        .filter(value -> value instanceof String || value instanceof Integer)
        .map(value -> CpuList.parse(value.toString()))
        .reduce(CpuList.EMPTY, CpuList::union);
  }
}
