package io.audionode.agent.journal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/**
 * What may be in a state directory. The agent is root: a link would have it write to another's
 * file, a pipe would have it wait for ever.
 */
final class StateFiles {
  private StateFiles() {}

  /**
   * Refuses what is there and is no regular file. The directory itself may be reached by a link.
   *
   * @throws FileSystemException when it is refused; the message says what to do
   */
  static void requireOwn(Path file) throws FileSystemException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(
          file.toString(), null, "is no regular file, and links are not followed: remove it");
    }
  }

  /**
   * Makes the directory when it is missing, and refuses one in which anybody may put files: they
   * would be taken for the agent's own, and say what it writes to the kernel.
   *
   * @throws FileSystemException when it is refused; the message says what to do
   */
  static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new FileSystemException(
          directory.toString(),
          null,
          "everybody may write to it: take that right away with chmod o-w, or name another one");
    }
  }
}
