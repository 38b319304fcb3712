package io.audionode.agent.apply;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Pages;
import java.time.Duration;
import java.util.stream.IntStream;

/** Moves pages, one batch a call, and keeps account of what the calls take. For one thread. */
final class PageMover {
  static final String NODE_IS_FULL = "ENOMEM: the node has no free memory";

  private static final long[] NONE = {};

  /** So many calls between two looks at what a call takes that moves nothing. */
  private static final int CALLS_A_LOOK = 16;

  // include/uapi/asm-generic/errno-base.h
  private static final int ENOENT = -2;
  private static final int ENOMEM = -12;
  private static final int EACCES = -13;
  private static final int EFAULT = -14;
  private static final int EBUSY = -16;

  /** No free memory on the node, and none to reclaim: nothing more will fit. */
  static final class NodeIsFull extends RuntimeException {
    private static final long serialVersionUID = 1;

    NodeIsFull(Throwable cause) {
      super(NODE_IS_FULL, cause);
    }
  }

  private final int node;
  private final Progress progress;
  private final Time time;
  private final BatchSize batch;
  private final CallCost cost = new CallCost();
  private long calls;

  PageMover(int node, Duration budget, Progress progress, Time time) {
    this.node = node;
    this.progress = progress;
    this.time = time;
    this.batch = new BatchSize(budget);
  }

  /** How many pages the next call should have. */
  int batch() {
    return batch.pages();
  }

  /**
   * Moves these pages in one call.
   *
   * @return how long the call took, all in all
   * @throws NodeIsFull as the whole call fails since 4.17 (do_move_pages_to_node in mm/migrate.c)
   */
  Duration move(MovablePages pages, long[] addresses) {
    if (calls++ % CALLS_A_LOOK == 0) {
      cost.took(timed(() -> pages.movePages(NONE, node)));
    }
    var status = new int[1][];
    var took = timed(() -> status[0] = moved(pages, addresses));
    var beyond = cost.beyond(took);
    batch.took(beyond, addresses.length);
    account(told(pages, addresses, status[0]), pages.pageSize());
    progress.called(beyond, batch.pages(), cost.floor());
    return took;
  }

  private int[] moved(MovablePages pages, long[] addresses) {
    try {
      return pages.movePages(addresses, node);
    } catch (KernelException.Refused e) {
      throw e.errno().equals("ENOMEM") ? new NodeIsFull(e) : e;
    }
  }

  private Duration timed(Runnable call) {
    progress.calling();
    try {
      return time.of(call);
    } finally {
      progress.calledBack();
    }
  }

  /** When one page of a call fails, the kernel does not tell of those beside it. */
  private static int[] told(MovablePages pages, long[] addresses, int[] status) {
    return IntStream.of(status).anyMatch(one -> one == Pages.NOT_TOLD)
        ? pages.where(addresses)
        : status;
  }

  private void account(int[] status, long pageSize) {
    var page = new Bytes(pageSize);
    for (var one : status) {
      if (one == node) {
        progress.moved(page);
      } else if (one != ENOENT && one != EFAULT) {
        progress.stays(page, reason(one));
      }
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case EACCES -> "EACCES: other processes map it too";
      case ENOMEM -> NODE_IS_FULL;
      case EBUSY -> "EBUSY: the kernel or a device uses it";
      default -> status < 0 ? "errno " + -status : "EBUSY: the kernel or a device uses it";
    };
  }
}
