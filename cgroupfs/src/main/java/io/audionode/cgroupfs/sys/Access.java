package io.audionode.cgroupfs.sys;

/** How a file is opened; none of them creates a file. */
public enum Access {
  READ,
  /** Truncates first, as a shell's redirection does; control files ignore that. */
  WRITE,
  /** What a PSI trigger needs: the same descriptor is written and then polled. */
  READ_WRITE
}
