package io.audionode.cgroupfs.knob;

/** Whether a file can be read and written, and whether a write can take long. */
public enum Mode {
  READ_ONLY,
  READ_WRITE,
  /**
   * The kernel may reclaim or migrate memory inside write(2): never on a thread that must go on.
   */
  READ_WRITE_BLOCKING,
  WRITE_ONLY_BLOCKING
}
