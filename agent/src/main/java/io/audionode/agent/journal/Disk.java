package io.audionode.agent.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What the journal asks of a file system, so that a test can let each call fail. */
interface Disk {
  /** Opens a file for writing; it is made when it is missing. */
  Output open(Path file) throws IOException;

  /** Puts a file in another's place, in one step. */
  void rename(Path from, Path to) throws IOException;

  /** Makes renamed names in a directory survive a crash. */
  void forceDirectory(Path directory) throws IOException;

  /** An open file. */
  interface Output extends Closeable {
    /** Writes at an offset in bytes; may take fewer bytes than there are, as write(2) may. */
    int write(ByteBuffer bytes, long offset) throws IOException;

    /** Returns when everything written is on the device. */
    void force() throws IOException;

    /** Cuts the file off after so many bytes. */
    void truncate(long bytes) throws IOException;
  }
}
