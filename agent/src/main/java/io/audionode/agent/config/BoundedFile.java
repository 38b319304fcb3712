package io.audionode.agent.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Reads text files that somebody else writes: up to 1 MiB of UTF-8. */
public final class BoundedFile {
  /** The longest file that is read. A Kubernetes object is at most as large, by etcd's limit. */
  public static final int MAX_BYTES = 1 << 20;

  private BoundedFile() {}

  /**
   * The whole text of a file.
   *
   * @throws IOException when the file cannot be read, is longer than 1 MiB or is not UTF-8; the
   *     message says which, without the file's name
   */
  public static String text(Path file, OpenOption... options) throws IOException {
    try (var stream = Files.newInputStream(file, options)) {
      return text(stream.readNBytes(MAX_BYTES + 1));
    } catch (FileSystemException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** What is wrong with a file, in words that follow its name. */
  public static String reason(IOException error) {
    return switch (error) {
      case NoSuchFileException _ -> "does not exist";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "is no directory";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> String.valueOf(error.getMessage());
    };
  }

  static String text(byte[] bytes) throws IOException {
    if (bytes.length > MAX_BYTES) {
      throw new IOException("is longer than " + MAX_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-8", e);
    }
  }
}
