package io.audionode.cgroupfs.bpf;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.Bpf;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.Cgroup;
import java.util.List;

/**
 * The programs of type BPF_PROG_TYPE_CGROUP_DEVICE of one cgroup, cgroup v2's device controller
 * (Documentation/admin-guide/cgroup-v2.rst, "Device controller"; since 4.15). Each is asked at
 * every open(2) and mknod(2) of a device by a process in the cgroup or below, and one that says no
 * is enough. A threaded cgroup takes them like any other.
 *
 * <p>A cgroup keeps a reference to what is attached to it: a program lives on when another cgroup
 * that had it is removed, and is let go with the last one.
 *
 * <p>Errors of every method: Unsupported when the kernel has no such programs, Denied without
 * CAP_NET_ADMIN or (attach, detach) CAP_SYS_ADMIN, Gone when the cgroup or the program is not there
 * any more. Thread-safe as {@link Cgroup} is.
 */
public final class DevicePrograms {
  private static final int BPF_CGROUP_DEVICE = 6;

  private final Cgroup cgroup;

  public DevicePrograms(Cgroup cgroup) {
    this.cgroup = requireNonNull(cgroup, "cgroup is null");
  }

  /** The ids of the programs attached to this very cgroup, in their order. */
  public List<Integer> attached() {
    return query(0);
  }

  /** The ids of the programs that a process here is subject to, with those of cgroups above. */
  public List<Integer> effective() {
    return query(Bpf.QUERY_EFFECTIVE);
  }

  private List<Integer> query(int flags) {
    try {
      return cgroup.call((sys, fd) -> sys.bpf().query(fd, BPF_CGROUP_DEVICE, flags));
    } catch (KernelException.Refused e) {
      throw e.errno().equals("EINVAL") ? absent(e) : e;
    }
  }

  /**
   * Attaches a program beside those that are there. Refused with EINVAL when it is attached here
   * already or is of another type, Denied also when a cgroup above has one and lets none below.
   */
  public void attach(int programId) {
    change(
        programId,
        (bpf, target, program) -> bpf.attach(target, program, BPF_CGROUP_DEVICE, Bpf.ALLOW_MULTI));
  }

  /** Detaches a program of this very cgroup. Gone when it is not attached here. */
  public void detach(int programId) {
    change(programId, (bpf, target, program) -> bpf.detach(target, program, BPF_CGROUP_DEVICE));
  }

  private interface Change {
    void make(Bpf bpf, Fd target, Fd program);
  }

  private void change(int programId, Change change) {
    cgroup.call(
        (sys, target) -> {
          try (var program = sys.bpf().program(programId)) {
            change.make(sys.bpf(), target, program);
            return programId;
          }
        });
  }

  /** What __cgroup_bpf_query's stub answers where CONFIG_CGROUP_BPF is off. */
  private static KernelException absent(KernelException.Refused e) {
    var absent =
        new KernelException.Unsupported(
            e.operation(), e.errnoIfAny().orElse(null), "the kernel needs CONFIG_CGROUP_BPF");
    absent.initCause(e);
    return absent;
  }
}
