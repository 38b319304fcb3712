package io.audionode.agent.journal;

import io.audionode.agent.model.Original;
import io.audionode.agent.model.Originals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open journal of a running agent. Holds a lock, so that two agents never write one node.
 *
 * <p>Opening drops closed lines and a torn tail. A journal of another boot is set aside: no cgroup,
 * process or sysctl of that boot is left to put back. One thread.
 */
public final class Journal implements AutoCloseable {
  private static final String LOCK = "journal.lock";

  private final Path file;
  private final FileChannel channel;
  private final FileChannel lockChannel;
  private final EntryCodec codec = new EntryCodec();
  private final Map<String, Original> open = new LinkedHashMap<>();

  private Journal(Path file, FileChannel channel, FileChannel lockChannel) {
    this.file = file;
    this.channel = channel;
    this.lockChannel = lockChannel;
  }

  /**
   * Opens the journal in a state directory, which is made when it is missing.
   *
   * @throws JournalException when another agent holds it, or it cannot be read or written
   */
  public static Journal open(Path directory, String bootId) {
    var file = directory.resolve(JournalFile.NAME);
    try {
      Files.createDirectories(directory);
      var lockChannel = lock(directory.resolve(LOCK));
      try {
        var found = JournalFile.read(file);
        var header = found.header();
        var sameBoot = header != null && header.bootId().equals(bootId);
        if (header != null && !sameBoot) {
          Files.copy(
              file,
              directory.resolve("journal.previous-boot"),
              StandardCopyOption.REPLACE_EXISTING);
        }
        var channel = rewrite(file, bootId, sameBoot ? found.open() : List.of());
        var journal = new Journal(file, channel, lockChannel);
        if (sameBoot) {
          found.open().forEach(original -> journal.open.put(original.key(), original));
        }
        return journal;
      } catch (IOException | RuntimeException e) {
        lockChannel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new JournalException("open %s: %s".formatted(file, e), e);
    }
  }

  /** What is changed and not put back. */
  public Originals originals() {
    return Originals.of(open.values());
  }

  /**
   * Remembers values before they are overwritten; returns when they are on disk.
   *
   * @throws JournalException when they are not: then nothing may be written to the kernel
   */
  public void announce(List<Original> originals) {
    var fresh = originals.stream().filter(o -> !open.containsKey(o.key())).toList();
    if (fresh.isEmpty()) {
      return;
    }
    try {
      append(fresh.stream().<Entry>map(Entry.Opened::new).toList());
      channel.force(false);
    } catch (IOException e) {
      throw new JournalException("write %s: %s; nothing was changed".formatted(file, e), e);
    }
    fresh.forEach(original -> open.put(original.key(), original));
  }

  /** Nothing is left to put back here. Needs no sync: a lost line is found closed again. */
  public void close(Original original) {
    try {
      append(List.of(new Entry.Closed(original.key())));
    } catch (IOException e) {
      throw new JournalException("write %s: %s".formatted(file, e), e);
    }
    open.remove(original.key());
  }

  @Override
  public void close() {
    try (lockChannel;
        channel) {
      channel.force(false);
    } catch (IOException e) {
      throw new JournalException("close %s: %s".formatted(file, e), e);
    }
  }

  private void append(List<Entry> entries) throws IOException {
    var start = channel.position();
    try {
      write(channel, entries, codec);
    } catch (IOException e) {
      channel.truncate(start).position(start);
      throw e;
    }
  }

  private static void write(FileChannel channel, List<Entry> entries, EntryCodec codec)
      throws IOException {
    var text = new StringBuilder();
    entries.forEach(entry -> text.append(codec.line(entry)).append('\n'));
    var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Writes a fresh file beside the old one and puts it in its place, so that a crash loses neither.
   */
  private static FileChannel rewrite(Path file, String bootId, List<Original> open)
      throws IOException {
    var fresh = file.resolveSibling(JournalFile.NAME + ".new");
    var channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    var entries = new ArrayList<Entry>();
    entries.add(new Entry.Header(Entry.Header.SCHEMA, bootId));
    open.forEach(original -> entries.add(new Entry.Opened(original)));
    write(channel, entries, new EntryCodec());
    channel.force(true);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
    return channel;
  }

  private static FileChannel lock(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new JournalException(file + " is held by another audionode; end that one first");
    }
    return channel;
  }
}
