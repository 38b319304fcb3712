package io.audionode.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration in force: read again when its file changes, kept when the new one is wrong.
 *
 * <p>{@link #refresh} belongs to one thread; the rest may be asked from any.
 */
public final class LiveConfiguration implements Supplier<Configuration> {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConfiguration.class);

  private final @Nullable Path file;
  private volatile Configuration current;
  private volatile List<String> problems = List.of();
  private String stamp;

  private LiveConfiguration(@Nullable Path file, Configuration current, String stamp) {
    this.file = file;
    this.current = current;
    this.stamp = stamp;
  }

  /** The built-in defaults, for good. */
  public static LiveConfiguration defaults() {
    return new LiveConfiguration(null, Configuration.defaults(), "");
  }

  /**
   * The configuration of a file, which must be right to begin with.
   *
   * @throws ConfigurationException with everything that is wrong with it
   */
  public static LiveConfiguration of(Path file) throws ConfigurationException {
    var stamp = stamp(file);
    return new LiveConfiguration(file, ConfigurationReader.read(file), stamp);
  }

  /** The directory to watch for a changed file; empty for the built-in defaults. */
  public Optional<Path> directory() {
    return Optional.ofNullable(file).map(Path::toAbsolutePath).map(Path::getParent);
  }

  @Override
  public Configuration get() {
    return current;
  }

  /** What is wrong with the file as it is now; empty when what it says is in force. */
  public List<String> problems() {
    return problems;
  }

  /** What a look at the file found. */
  public enum Refreshed {
    SAME,
    /** Changed, and in force now. */
    RELOADED,
    /** Changed and wrong: the configuration before stays in force. */
    REFUSED
  }

  /** Reads the file again if it changed. Never throws. */
  public Refreshed refresh() {
    if (file == null) {
      return Refreshed.SAME;
    }
    var now = stamp(file);
    if (now.equals(stamp)) {
      return Refreshed.SAME;
    }
    stamp = now;
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        return refused(file + " is no regular file: put one in its place"); // a pipe never ends
      }
      if (isEmpty(file)) {
        return refused(file + " is empty: being written? {} means the built-in defaults");
      }
      current = ConfigurationReader.read(file);
      problems = List.of();
      LOG.info("{} is in force", file);
      return Refreshed.RELOADED;
    } catch (ConfigurationException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private Refreshed refused(String why) {
    problems = List.of(why);
    LOG.warn("the configuration stays as it was: {}", why);
    return Refreshed.REFUSED;
  }

  /** A writer that truncates first shows an empty file, which must not count as the defaults. */
  private static boolean isEmpty(Path file) {
    try {
      return Files.size(file) == 0;
    } catch (IOException e) {
      return false; // reading it says why
    }
  }

  /** Tells one state of the file from another; a ConfigMap's is a link that is exchanged. */
  private static String stamp(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return "%s %s %d"
          .formatted(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    } catch (IOException e) {
      return "unreadable: " + e;
    }
  }
}
