package io.audionode.cgroupfs.numa;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Path;

/**
 * {@code /sys/devices/system/cpu/online} (Documentation/ABI/testing/sysfs-devices-system-cpu). A
 * change is told by a uevent of the cpu only, not by inotify.
 */
public final class OnlineCpus {
  private OnlineCpus() {}

  /** None where the kernel has no such file. */
  public static CpuList read(Sys sys) {
    return read(sys, IsolatedCpus.DEFAULT_ROOT);
  }

  /** The same of another directory than {@code /sys/devices/system/cpu}. */
  public static CpuList read(Sys sys, Path root) {
    try (var cpu = sys.openDirectory(root)) {
      return CpuList.parse(sys.readAt(cpu, "online"));
    } catch (KernelException.Gone _) {
      return CpuList.EMPTY;
    }
  }
}
