package io.audionode.agent.journal;

import io.audionode.agent.model.Original;
import io.audionode.agent.model.Originals;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open journal of a running agent. Holds a lock, so that two agents never write one node.
 *
 * <p>Closed lines are dropped when it is opened with something left to put back, and while it
 * grows; what {@code restore} closed is kept, for {@code verify-clean}. A journal of another boot
 * is set aside: no cgroup, process or sysctl of that boot is left to put back. One thread.
 */
public final class Journal implements AutoCloseable {
  /** How many bytes of closed lines are worth writing the open ones anew. */
  static final long MOST_CLOSED_BYTES = 4L << 20;

  /**
   * The largest file, in bytes. What is open of a node with 4,000 processes is about 2 MiB: more
   * than this is a mistake, or a file that cannot be written anew.
   */
  static final long MOST_BYTES = 64L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** The name of the copy that is kept of a journal of another boot. */
  public static final String PREVIOUS_BOOT = "journal.previous-boot";

  private final Path directory;
  private final Path file;
  private final String bootId;
  private final Disk disk;
  private final StateLock lock;
  private final EntryCodec codec = new EntryCodec();
  private final Ledger ledger = new Ledger();
  private Appender appender;
  private long closedBytes;
  private boolean nameIsDurable = true;

  /** Whether all of it is open, so that to write it anew would not make it shorter. */
  private boolean allOpen;

  private @Nullable Object fileKey;
  private boolean closed;

  private Journal(Path directory, String bootId, Disk disk, StateLock lock, JournalFile found)
      throws IOException {
    this.directory = directory;
    this.file = directory.resolve(JournalFile.NAME);
    this.bootId = bootId;
    this.disk = disk;
    this.lock = lock;
    found.open().forEach(original -> ledger.add(new Entry.Opened(original)));
    if (found.header() == null || found.damaged() > 0) {
      appender = writtenAnew();
      makeNameDurable();
      return;
    }
    appender = new Appender(disk.open(file), found.wholeBytes());
    fileKey = keyOf(file);
    if (found.open().isEmpty()) {
      closedBytes = found.wholeBytes();
    } else if (!found.closed().isEmpty()) {
      compact();
    }
  }

  /**
   * Opens the journal in a state directory, which is made when it is missing.
   *
   * @throws JournalException when another agent holds it, or it cannot be read or written
   */
  public static Journal open(Path directory, String bootId) {
    return open(directory, bootId, new FileDisk());
  }

  static Journal open(Path directory, String bootId, Disk disk) {
    var file = directory.resolve(JournalFile.NAME);
    try {
      makeDurably(directory, disk);
      StateFiles.makeDirectory(directory);
      var lock = StateLock.take(directory);
      try {
        return new Journal(directory, bootId, disk, lock, found(file, bootId));
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new JournalException(
          "open %s: %s; nothing was changed: make room there, or let it be written to"
              .formatted(file, reason(file, e)),
          e);
    }
  }

  /** Makes a directory whose name survives a crash, as do those above that it was made with. */
  private static void makeDurably(Path directory, Disk disk) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    var parent = directory.toAbsolutePath().getParent();
    if (parent == null) {
      throw new NoSuchFileException(directory.toString());
    }
    makeDurably(parent, disk);
    Files.createDirectories(directory);
    disk.forceDirectory(parent);
  }

  /** What is there of this boot, after a copy was made of what is not going to stay. */
  private static JournalFile found(Path file, String bootId) throws IOException {
    var found = JournalFile.read(file);
    var ofBoot = found.ofBoot(bootId);
    if (found.isOfAnotherBoot(bootId)) {
      setAside(file, PREVIOUS_BOOT);
    } else if (found.damaged() > 0) {
      LOG.error(
          "{} has {} damaged lines: what they told to put back is not known; the file is kept as"
              + " {}, the other lines count",
          file,
          found.damaged(),
          setAside(file, JournalFile.DAMAGED_NAME));
    }
    return ofBoot;
  }

  private static Path setAside(Path file, String name) throws IOException {
    return Files.copy(file, file.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** What is changed and not put back. */
  public Originals originals() {
    return Originals.of(ledger.open());
  }

  /**
   * Remembers values before they are overwritten; returns when they are on disk.
   *
   * @throws JournalException when they are not: then nothing may be written to the kernel. The
   *     journal stays usable, and the next call succeeds once the disk has room again.
   */
  public void announce(List<Original> originals) {
    var fresh =
        originals.stream().filter(o -> !ledger.knows(o)).map(Entry.Opened::new).distinct().toList();
    try {
      requireInPlace();
    } catch (IOException e) {
      throw unwritten(e);
    }
    if (fresh.isEmpty()) {
      return;
    }
    if (closedBytes > MOST_CLOSED_BYTES && closedBytes > appender.end() / 2) {
      compact();
    }
    requireRoom();
    try {
      makeNameDurable();
      appender.appendDurably(fresh);
    } catch (IOException e) {
      throw unwritten(e);
    }
    for (var entry : fresh) {
      ledger
          .opened(entry.original().key())
          .ifPresent(old -> closedBytes += codec.line(new Entry.Opened(old)).length() + 1);
      ledger.add(entry);
    }
  }

  private JournalException unwritten(IOException e) {
    return new JournalException(
        "write %s: %s; nothing was changed: make room there, or let it be written to"
            .formatted(file, reason(e)),
        e);
  }

  /** Whoever removes the file must not take what is to be put back along. */
  private void requireInPlace() throws IOException {
    if (Objects.equals(keyOf(file), fileKey)) {
      return;
    }
    LOG.error("{} was removed or replaced while it was in use; it is written anew", file);
    makeDurably(directory, disk);
    var old = appender;
    appender = writtenAnew();
    old.close();
  }

  /** What tells a file from another one of its name; null when there is none. */
  private static @Nullable Object keyOf(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private void requireRoom() {
    if (appender.end() > MOST_BYTES && !allOpen) {
      compact();
    }
    if (appender.end() > MOST_BYTES) {
      throw new JournalException(
          "write %s: it has %d bytes, allowed are %d; nothing was changed: let it be written anew"
              .formatted(file, appender.end(), MOST_BYTES));
    }
  }

  /** Names the file when it is another one than the journal. */
  private String reason(IOException e) {
    return reason(file, e);
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return file.toString().equals(system.getFile())
          ? system.getReason()
          : system.getFile() + ": " + system.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  /**
   * Nothing is left to put back here. Needs no sync: a lost line is found closed again.
   *
   * @throws JournalException when it cannot be written; the line is open then
   */
  public void close(Original original) {
    var line = new Entry.Closed(original.key());
    try {
      appender.append(List.of(line));
    } catch (IOException e) {
      throw new JournalException("write %s: %s".formatted(file, reason(e)), e);
    }
    ledger.add(line);
    allOpen = false;
    closedBytes += codec.line(new Entry.Opened(original)).length() + codec.line(line).length() + 2;
  }

  /**
   * Drops closed lines. Does without when the disk does not take it; the file as it is goes on, and
   * it is tried again when as much again is closed.
   */
  private void compact() {
    closedBytes = 0;
    try {
      var old = appender;
      appender = writtenAnew();
      allOpen = true;
      old.close();
    } catch (IOException e) {
      LOG.warn("{} cannot be written anew, it grows on: {}", file, e.toString());
    }
  }

  /**
   * Writes a fresh file beside the old one and puts it in its place, so that a crash loses neither.
   */
  private Appender writtenAnew() throws IOException {
    var fresh = file.resolveSibling(JournalFile.NAME + ".new");
    var entries = new ArrayList<Entry>();
    entries.add(new Entry.Header(Entry.Header.SCHEMA, bootId));
    ledger.open().forEach(original -> entries.add(new Entry.Opened(original)));
    var written = new Appender(disk.open(fresh), 0);
    try {
      written.appendDurably(entries);
      disk.rename(fresh, file);
      nameIsDurable = false;
      fileKey = keyOf(file);
      return written;
    } catch (IOException e) {
      written.close();
      Files.deleteIfExists(fresh);
      throw e;
    }
  }

  private void makeNameDurable() throws IOException {
    if (!nameIsDurable) {
      disk.forceDirectory(directory);
      nameIsDurable = true;
    }
  }

  /** Gives the lock back; a second time does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (lock;
        var last = appender) {
      last.force();
    } catch (IOException e) {
      throw new JournalException("close %s: %s".formatted(file, e), e);
    }
  }
}
