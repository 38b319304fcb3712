package io.audionode.agent.journal;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Original;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a journal file says.
 *
 * @param header null when the file is new or empty, or when its first line is damaged
 * @param open what is not closed yet, in the order of the changes
 * @param closed what is, the latest last; the eldest are left out of very many
 * @param damaged how many lines are not as they were written; what they told is not known
 * @param wholeBytes where the last line ends; what follows was torn by a crash and announced
 *     nothing that was written, because a write waits until its line is on disk
 */
public record JournalFile(
    Entry.@Nullable Header header,
    List<Original> open,
    List<Original> closed,
    int damaged,
    long wholeBytes) {
  /** The file's name in the state directory. */
  public static final String NAME = "journal";

  /** The name of the copy that is kept of a file with damaged lines. */
  public static final String DAMAGED_NAME = "journal.damaged";

  private static final JournalFile EMPTY = new JournalFile(null, List.of(), List.of(), 0, 0);

  public JournalFile {
    open = List.copyOf(open);
    closed = List.copyOf(closed);
  }

  /**
   * Reads a journal of any length, line by line; a missing file is an empty one. A line that is not
   * as it was written is counted and left out; those around it count. Of one of a newer version
   * only the header is read.
   *
   * @throws JournalException when it cannot be read, or was tampered with
   */
  public static JournalFile read(Path file) {
    try {
      StateFiles.requireOwn(file);
    } catch (FileSystemException e) {
      throw new JournalException("read %s: %s".formatted(file, e.getReason()), e);
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return parse(new BoundedLines(in), file);
    } catch (NoSuchFileException e) {
      return EMPTY;
    } catch (IOException e) {
      throw new JournalException("read %s: %s".formatted(file, e), e);
    }
  }

  /**
   * The same file if it is about this boot; otherwise an empty one, for nothing of it is left. One
   * whose first line is damaged counts as about this boot, but for controllers: what others name
   * has an inode, a start time or the agent's own value, by which what is not meant is told apart,
   * while somebody else's controllers of this boot would be taken away.
   *
   * @throws JournalException when it is about this boot and of a newer version
   */
  public JournalFile ofBoot(String bootId) {
    if (isOfAnotherBoot(bootId)) {
      return EMPTY;
    }
    if (isNewer()) {
      throw new JournalException(
          "the journal has schema %d, this version reads up to %d: restore with the version that wrote it"
              .formatted(requireNonNull(header).schema(), Entry.Header.SCHEMA));
    }
    return header == null && damaged > 0
        ? new JournalFile(null, certain(open), certain(closed), damaged, wholeBytes)
        : this;
  }

  private static List<Original> certain(List<Original> originals) {
    return originals.stream().filter(it -> !(it instanceof Original.Controllers)).toList();
  }

  /** Whether it is known to be about another boot, of which nothing is left to put back. */
  public boolean isOfAnotherBoot(String bootId) {
    return header != null && !header.bootId().equals(bootId);
  }

  private boolean isNewer() {
    return header != null && header.schema() > Entry.Header.SCHEMA;
  }

  /** What the last session opened or found open, whether it is closed by now or not. */
  public List<Original> history() {
    return Stream.concat(closed.stream(), open.stream()).toList();
  }

  private static JournalFile parse(BoundedLines lines, Path file) throws IOException {
    var codec = new EntryCodec();
    var ledger = new Ledger();
    var damaged = 0;
    for (var line = lines.next(); line != null && !ledger.isNewer(); line = lines.next()) {
      var entry = line.tooLong() ? null : codec.entry(line.text()).orElse(null);
      if (entry == null) {
        damaged++;
      } else {
        requireBegun(entry, ledger.header() != null || damaged > 0, file);
        ledger.add(entry);
      }
    }
    return new JournalFile(
        ledger.header(), List.copyOf(ledger.open()), ledger.closed(), damaged, lines.wholeBytes());
  }

  private static void requireBegun(Entry entry, boolean begun, Path file) {
    if (!(entry instanceof Entry.Header) && !begun) {
      throw new JournalException(file + " does not begin with a journal header");
    }
  }
}
