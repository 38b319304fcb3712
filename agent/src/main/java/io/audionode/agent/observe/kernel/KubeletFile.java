package io.audionode.agent.observe.kernel;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.BoundedFile;
import io.audionode.agent.config.BoundedYaml;
import io.audionode.agent.config.MalformedYamlException;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cpus that one of kubelet's files names, read anew only when it changed. For one thread.
 *
 * <p>A hint: a file that is absent names none, since a kubelet may have its settings elsewhere;
 * while one that is there cannot be read, or is malformed, half written perhaps, what was last read
 * of it counts.
 */
final class KubeletFile {
  private final Path file;
  private final Reader reader;
  private @Nullable FileTime modified;
  private CpuList last = CpuList.EMPTY;
  private @Nullable String problem;

  KubeletFile(Path file, Reader reader) {
    this.file = requireNonNull(file, "file is null");
    this.reader = requireNonNull(reader, "reader is null");
  }

  /** How to find cpus in a document. */
  @FunctionalInterface
  interface Reader {
    CpuList read(Map<?, ?> document) throws Malformed;
  }

  CpuList read() {
    try {
      var now = Files.getLastModifiedTime(file);
      if (!now.equals(modified)) {
        last = cpus(BoundedYaml.values(BoundedFile.text(file)));
        modified = now;
        problem = null;
      }
    } catch (MalformedYamlException | Malformed e) {
      modified = null;
      problem = words(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      modified = null;
      last = isAbsent(e) ? CpuList.EMPTY : last;
      problem = isAbsent(e) ? null : words(BoundedFile.reason(e));
    }
    return last;
  }

  /** Why the file says nothing, or what it last said counts; empty also when it is not there. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private CpuList cpus(List<Object> documents) throws Malformed {
    var cpus = CpuList.EMPTY;
    for (var document : documents) {
      if (!(document instanceof Map<?, ?> map)) {
        throw new Malformed("a map", document.toString());
      }
      cpus = cpus.union(reader.read(map));
    }
    return cpus;
  }

  private static boolean isAbsent(IOException e) {
    return e instanceof NoSuchFileException || e.getCause() instanceof NoSuchFileException;
  }

  private String words(String reason) {
    return "%s: %s".formatted(file, reason);
  }
}
