package io.audionode.cgroupfs.tree;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.Sys;

/**
 * One file of a cgroup, for those who ask again and again: a descriptor that stays open, so that
 * each answer is a read and nothing else. Thread-safe.
 */
public final class OpenFile implements AutoCloseable {
  private final Sys sys;
  private final Fd file;
  private final long inode;

  /** Takes the descriptor over. */
  OpenFile(Sys sys, Fd file, long inode) {
    this.sys = requireNonNull(sys, "sys is null");
    this.file = requireNonNull(file, "file is null");
    this.inode = inode;
  }

  /** The cgroup's, as {@link Cgroup#inode}. */
  public long inode() {
    return inode;
  }

  /** As {@link Cgroup#readText}; Gone when the cgroup was removed, also if it was made again. */
  public String read() {
    return sys.reread(file);
  }

  @Override
  public void close() {
    file.close();
  }
}
