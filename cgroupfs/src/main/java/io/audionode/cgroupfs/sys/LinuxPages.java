package io.audionode.cgroupfs.sys;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@link Pages} through syscall(2): the C library has no function for it, only libnuma has. */
final class LinuxPages implements Pages {
  /** include/uapi/linux/mempolicy.h: only pages that this process alone maps. */
  private static final int MPOL_MF_MOVE = 1 << 1;

  private final LibC libc;
  private final Checked checked;

  LinuxPages(LibC libc, Checked checked) {
    this.libc = requireNonNull(libc, "libc is null");
    this.checked = requireNonNull(checked, "checked is null");
  }

  @Override
  public int[] where(int pid, long[] addresses) {
    return call(Operation.of("query", "", label(pid)), pid, addresses, null);
  }

  @Override
  public int[] move(int pid, long[] addresses, int node) {
    var nodes = new int[addresses.length];
    Arrays.fill(nodes, node);
    var operation = new Operation("move", "", label(pid), "node " + node);
    return call(operation, pid, addresses, nodes);
  }

  private static String label(int pid) {
    return "pages of process " + pid;
  }

  private int[] call(Operation operation, int pid, long[] addresses, int @Nullable [] nodes) {
    if (addresses.length > MOST) {
      throw new IllegalArgumentException(
          "%d pages, allowed are up to %d".formatted(addresses.length, MOST));
    }
    var status = new int[addresses.length];
    Arrays.fill(status, NOT_TOLD);
    checked.call(
        operation,
        () ->
            libc.syscall(
                SystemCall.MOVE_PAGES.number(),
                pid,
                addresses.length,
                addresses,
                nodes,
                status,
                MPOL_MF_MOVE));
    return status;
  }
}
