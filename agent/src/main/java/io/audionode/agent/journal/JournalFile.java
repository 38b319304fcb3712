package io.audionode.agent.journal;

import io.audionode.agent.model.Original;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a journal file says, read whole.
 *
 * @param header null when the file is new or empty
 * @param entries the lines after it
 * @param wholeBytes where the last whole line ends; what follows was torn by a crash and announced
 *     nothing that was written, because a write waits until its line is on disk
 */
public record JournalFile(Entry.@Nullable Header header, List<Entry> entries, long wholeBytes) {
  /** The file's name in the state directory. */
  public static final String NAME = "journal";

  private static final long MOST_BYTES = 64L << 20;

  public JournalFile {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a journal; a missing file is an empty one.
   *
   * @throws JournalException when it cannot be read, is of a newer version, or was tampered with
   */
  public static JournalFile read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new JournalException(
            "%s is larger than %d bytes; move it away to start anew".formatted(file, MOST_BYTES));
      }
      return parse(Files.readString(file, StandardCharsets.ISO_8859_1), file);
    } catch (NoSuchFileException e) {
      return new JournalFile(null, List.of(), 0);
    } catch (IOException e) {
      throw new JournalException("read %s: %s".formatted(file, e), e);
    }
  }

  /** The same file if it is about this boot; otherwise an empty one, for nothing of it is left. */
  public JournalFile ofBoot(String bootId) {
    return header == null || header.bootId().equals(bootId)
        ? this
        : new JournalFile(null, List.of(), 0);
  }

  /** Everything that was ever opened, whether it is closed by now or not. */
  public List<Original> history() {
    return entries.stream()
        .filter(Entry.Opened.class::isInstance)
        .map(entry -> ((Entry.Opened) entry).original())
        .toList();
  }

  /** What is not closed yet. */
  public List<Original> open() {
    var open = new LinkedHashMap<String, Original>();
    for (var entry : entries) {
      switch (entry) {
        case Entry.Opened(var original) -> open.putIfAbsent(original.key(), original);
        case Entry.Closed(var key) -> open.remove(key);
        case Entry.Header _ -> open.clear();
      }
    }
    return List.copyOf(open.values());
  }

  private static JournalFile parse(String text, Path file) {
    var codec = new EntryCodec();
    var entries = new ArrayList<Entry>();
    var whole = 0;
    for (var end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', whole)) {
      var entry = codec.entry(utf8(text.substring(whole, end)));
      if (entry.isEmpty()) {
        break;
      }
      entries.add(entry.get());
      whole = end + 1;
    }
    var header = header(entries, file);
    header.ifPresent(_ -> entries.removeFirst());
    return new JournalFile(header.orElse(null), entries, whole);
  }

  private static Optional<Entry.Header> header(List<Entry> entries, Path file) {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    if (!(entries.getFirst() instanceof Entry.Header header)) {
      throw new JournalException(file + " does not begin with a journal header");
    }
    if (header.schema() > Entry.Header.SCHEMA) {
      throw new JournalException(
          "%s has schema %d, this version reads up to %d: restore with the version that wrote it"
              .formatted(file, header.schema(), Entry.Header.SCHEMA));
    }
    return Optional.of(header);
  }

  private static String utf8(String latin) {
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
