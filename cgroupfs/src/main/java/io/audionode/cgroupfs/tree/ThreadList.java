package io.audionode.cgroupfs.tree;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.Sys;
import java.util.List;

/**
 * The threads of one cgroup, for those who ask again and again: a descriptor of {@code
 * cgroup.threads} that stays open, so that each answer is a read and nothing else. Thread-safe.
 */
public final class ThreadList implements AutoCloseable {
  private final Sys sys;
  private final Fd file;

  /** Takes the descriptor over. */
  ThreadList(Sys sys, Fd file) {
    this.sys = requireNonNull(sys, "sys is null");
    this.file = requireNonNull(file, "file is null");
  }

  /** As {@link Cgroup#threads}; Gone when the cgroup was removed, also if it was made again. */
  public List<Integer> read() {
    return PidList.parse(sys.reread(file));
  }

  @Override
  public void close() {
    file.close();
  }
}
