package io.audionode.agent.apply;

import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.KernelException;
import java.util.List;

/** The kernel answers one question about one process of all with a failure. */
final class UnreadablePages implements ContainerPages {
  /** The question. */
  enum Asked {
    PAGES,
    WHERE
  }

  private final FakePages pages;
  private final Asked question;
  private final int pid;
  private final KernelException failure;

  UnreadablePages(FakePages pages, Asked question, int pid, KernelException failure) {
    this.pages = pages;
    this.question = question;
    this.pid = pid;
    this.failure = failure;
  }

  private void asked(Asked now, ProcessId process) {
    if (now == question && process.pid() == pid) {
      throw failure;
    }
  }

  @Override
  public List<ProcessId> processes() {
    return pages.processes();
  }

  @Override
  public NumaMaps where(ProcessId process) {
    asked(Asked.WHERE, process);
    return pages.where(process);
  }

  @Override
  public MovablePages open(ProcessId process) {
    asked(Asked.PAGES, process);
    return pages.open(process);
  }

  @Override
  public boolean hasEnded(ProcessId process) {
    return pages.hasEnded(process);
  }
}
