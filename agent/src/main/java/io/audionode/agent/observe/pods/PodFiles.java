package io.audionode.agent.observe.pods;

import io.audionode.agent.config.BoundedFile;
import io.audionode.agent.model.Pod;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a directory of ordinary Pod files, the way kubelet takes static pods.
 *
 * <p>Counted are regular files called {@code *.yaml}, {@code *.yml} or {@code *.json} that do not
 * start with a dot; symbolic links are refused. A file counts as a whole: while it is malformed its
 * last good pods stay, until it is good again or gone; while the directory cannot be read
 * everything stays. Only files whose stamp changed are read again. Not for more than one thread at
 * a time.
 */
public final class PodFiles implements PodSource {
  static final int MAX_FILES = 1000;

  private static final Pattern NAME = Pattern.compile("[^.].*\\.(yaml|yml|json)", Pattern.DOTALL);

  private final Path directory;
  private final InstantSource clock;
  private final PodDocuments documents = new PodDocuments();
  private SortedMap<String, Known> files = new TreeMap<>();

  /** Reads nothing yet. */
  public PodFiles(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public PodList pods() {
    var problems = new ArrayList<PodProblem>();
    try {
      files = read(names(problems));
    } catch (IOException e) {
      problems.add(new PodProblem(directory.toString(), BoundedFile.reason(e)));
    }
    var complete = problems.isEmpty() && files.values().stream().allMatch(Known::told);
    files.forEach(
        (name, file) -> file.problem().ifPresent(it -> problems.add(new PodProblem(name, it))));
    var pods = distinct(problems);
    return new PodList(pods, problems, complete && pods.size() < PodList.MAX_PODS);
  }

  /**
   * What is known of one file; its problem is that of the last reading.
   *
   * @param told whether it was ever well, so that no pod in it is unknown
   */
  private record Known(
      @Nullable FileStamp stamp,
      boolean settled,
      List<Pod> pods,
      boolean told,
      Optional<String> problem) {
    static final Known NOTHING = new Known(null, false, List.of(), false, Optional.empty());

    /** The same pods with a problem, to be read again even if nothing changes. */
    Known unreadable(String why) {
      return new Known(null, false, pods, told, Optional.of(why));
    }

    /** The same pods with a problem that only a change of the file can solve. */
    Known malformed(FileStamp now, boolean isSettled, String why) {
      return new Known(now, isSettled, pods, told, Optional.of(why));
    }

    /** What is never read tells of no pods. */
    Known refused(String why) {
      return new Known(null, false, pods, true, Optional.of(why));
    }
  }

  /** The first names in order, so that too many files always mean the same ones. */
  private SortedSet<String> names(List<PodProblem> problems) throws IOException {
    var names = new TreeSet<String>();
    boolean complete = true;
    try (var paths =
        Files.newDirectoryStream(directory, path -> NAME.matcher(name(path)).matches())) {
      for (Path path : paths) {
        names.add(name(path));
        if (names.size() > MAX_FILES) {
          names.pollLast();
          complete = false;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (!complete) {
      problems.add(
          new PodProblem(
              directory.toString(),
              "has more than %d files; those after %s are ignored"
                  .formatted(MAX_FILES, names.last())));
    }
    return names;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private SortedMap<String, Known> read(SortedSet<String> names) {
    var read = new TreeMap<String, Known>();
    for (String name : names) {
      Known before = files.getOrDefault(name, Known.NOTHING);
      read(name, before).ifPresent(file -> read.put(name, file));
    }
    return read;
  }

  /** Empty when there is no such file, or a directory in its place. */
  private Optional<Known> read(String name, Known before) {
    Path file = directory.resolve(name);
    try {
      var attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        return Optional.empty();
      }
      if (!attributes.isRegularFile()) {
        return Optional.of(before.refused("is no regular file; links are not followed"));
      }
      var stamp = FileStamp.of(file, attributes);
      return Optional.of(
          before.settled() && stamp.equals(before.stamp()) ? before : read(file, stamp, before));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(before.unreadable(BoundedFile.reason(e)));
    }
  }

  private Known read(Path file, FileStamp stamp, Known before) {
    boolean settled = stamp.isSettled(clock.instant());
    try {
      return new Known(stamp, settled, parse(file), true, Optional.empty());
    } catch (IOException e) {
      return before.unreadable(BoundedFile.reason(e));
    } catch (PodException e) {
      return before.malformed(stamp, settled, e.getMessage());
    }
  }

  private List<Pod> parse(Path file) throws IOException, PodException {
    String text = BoundedFile.text(file, LinkOption.NOFOLLOW_LINKS);
    var pods = new ArrayList<Pod>();
    for (var object : documents.pods(text, name(file).endsWith(".json"))) {
      pods.add(PodReader.read(object, name(file)));
    }
    return pods;
  }

  /** One pod for each UID, the first in the order of file names. */
  private List<Pod> distinct(List<PodProblem> problems) {
    Map<String, Pod> owners = new HashMap<>();
    var pods = new ArrayList<Pod>();
    for (Pod pod : files.values().stream().flatMap(file -> file.pods().stream()).toList()) {
      Pod owner = owners.putIfAbsent(pod.uid(), pod);
      if (owner != null) {
        problems.add(
            new PodProblem(
                pod.source(),
                "pod %s is ignored: %s in %s has the same uid %s"
                    .formatted(pod.title(), owner.title(), owner.source(), pod.uid())));
      } else if (pods.size() < PodList.MAX_PODS) {
        pods.add(pod);
      } else {
        problems.add(
            new PodProblem(
                directory.toString(),
                "has more than %d pods; %s in %s and all after it are ignored"
                    .formatted(PodList.MAX_PODS, pod.title(), pod.source())));
        break;
      }
    }
    return pods;
  }
}
