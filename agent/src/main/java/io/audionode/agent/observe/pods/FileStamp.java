package io.audionode.agent.observe.pods;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By what a changed file is known without reading it.
 *
 * @param inode device and inode: another file under the same name
 * @param changed ctime, which no program can set back as it can mtime
 */
record FileStamp(long size, FileTime modified, FileTime changed, @Nullable Object inode) {
  /**
   * Longer than the tick of any kernel's file times: within one tick a second write looks like
   * none.
   */
  private static final Duration TICK = Duration.ofSeconds(1);

  static FileStamp of(Path file, BasicFileAttributes attributes) throws IOException {
    return new FileStamp(
        attributes.size(),
        attributes.lastModifiedTime(),
        (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS),
        attributes.fileKey());
  }

  /** Whether a write after that time would have given another stamp. */
  boolean isSettled(Instant time) {
    return changed.toInstant().plus(TICK).isBefore(time);
  }
}
