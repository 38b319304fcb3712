package io.audionode.cgroupfs.numa;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Path;

/**
 * {@code /sys/devices/system/cpu/isolated}: the cpus that {@code isolcpus=} took out of the
 * scheduler's load balancing (Documentation/ABI/testing/sysfs-devices-system-cpu). A task that may
 * run on several of them stays on the one where it began.
 */
public final class IsolatedCpus {
  public static final Path DEFAULT_ROOT = Path.of("/sys/devices/system/cpu");

  private IsolatedCpus() {}

  /** None where the kernel has no such file (before 4.2). */
  public static CpuList read(Sys sys) {
    return read(sys, DEFAULT_ROOT);
  }

  /** The same of another directory than {@code /sys/devices/system/cpu}. */
  public static CpuList read(Sys sys, Path root) {
    try (var cpu = sys.openDirectory(root)) {
      return CpuList.parse(sys.readAt(cpu, "isolated"));
    } catch (KernelException.Gone _) {
      return CpuList.EMPTY;
    }
  }
}
