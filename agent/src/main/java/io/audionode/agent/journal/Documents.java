package io.audionode.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Small documents in a directory beside the journal, each of them whole or not there, whatever
 * moment a crash comes at. Blocks; for one thread.
 */
public final class Documents {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z-]{1,64}\\.json");
  private static final String UNFINISHED = "unfinished";

  private final Path directory;
  private final int maxBytes;
  private final Disk disk;

  /**
   * @param directory made with the first document
   * @param maxBytes the longest document
   */
  public Documents(Path directory, int maxBytes) {
    this(directory, maxBytes, new FileDisk());
  }

  Documents(Path directory, int maxBytes, Disk disk) {
    this.directory = requireNonNull(directory, "directory is null");
    this.maxBytes = maxBytes;
    this.disk = disk;
  }

  /** The names of all documents, sorted; none when the directory is not there. */
  public List<String> names() throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  /**
   * A document's text as lenient UTF-8.
   *
   * @throws IOException when it cannot be read or is too long
   */
  public String read(String name) throws IOException {
    try (var in = Files.newInputStream(file(name), LinkOption.NOFOLLOW_LINKS)) {
      var bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IOException("longer than %d bytes".formatted(maxBytes));
      }
      return new String(bytes, UTF_8);
    }
  }

  /**
   * Writes a document, or another in its place; returns when it is on the disk.
   *
   * @return how many bytes it has
   * @throws IOException when it is too long, or the disk does not take it; then the one that was
   *     there still is
   */
  public int write(String name, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    if (bytes.length > maxBytes) {
      throw new IOException("%d bytes, allowed are %d".formatted(bytes.length, maxBytes));
    }
    StateFiles.makeDirectory(directory);
    var unfinished = directory.resolve(UNFINISHED);
    try (var output = disk.open(unfinished)) {
      output.truncate(0);
      write(output, ByteBuffer.wrap(bytes));
      output.force();
    }
    disk.rename(unfinished, file(name));
    disk.forceDirectory(directory);
    return bytes.length;
  }

  private static void write(Disk.Output output, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (output.write(bytes, bytes.position()) == 0) {
        throw new IOException("the file takes no more bytes");
      }
    }
  }

  /** Removes a document; one that is not there is no error. */
  public void remove(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a document's name: " + name);
    }
    return directory.resolve(name);
  }
}
