package io.audionode.cgroupfs.sys;

import java.util.List;

/**
 * The commands of bpf(2) that this module needs: they hand programs that others have loaded from
 * one place to another. Thread-safe; every call throws {@link KernelException}.
 *
 * <p>Who may: BPF_PROG_QUERY and BPF_PROG_ATTACH want CAP_NET_ADMIN, BPF_PROG_GET_FD_BY_ID wants
 * CAP_SYS_ADMIN (kernel/bpf/syscall.c of 6.1; newer kernels take CAP_SYS_ADMIN for all), else
 * EPERM. A kernel without CONFIG_BPF_SYSCALL says ENOSYS.
 */
public interface Bpf {
  /** For {@link #query}: what runs in the cgroup, with all that it inherits. */
  int QUERY_EFFECTIVE = 1;

  /** For {@link #attach}: beside other programs, and more may be attached below. */
  int ALLOW_MULTI = 2;

  /** The most ids that {@link #query} returns; with more there, Refused with ENOSPC. */
  int MOST_PROGRAMS = 1024;

  /**
   * BPF_PROG_QUERY: the ids of the programs at a target.
   *
   * @param attachType a value of {@code enum bpf_attach_type}
   * @param flags 0 or {@link #QUERY_EFFECTIVE}
   */
  List<Integer> query(Fd target, int attachType, int flags);

  /**
   * BPF_PROG_GET_FD_BY_ID: a reference to a loaded program. Gone when nothing holds it any more.
   */
  Fd program(int id);

  /** BPF_PROG_ATTACH. The target keeps a reference of its own. */
  void attach(Fd target, Fd program, int attachType, int flags);

  /** BPF_PROG_DETACH. Gone when the program is not attached there. */
  void detach(Fd target, Fd program, int attachType);
}
