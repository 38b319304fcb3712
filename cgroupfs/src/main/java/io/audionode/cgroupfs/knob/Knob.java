package io.audionode.cgroupfs.knob;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.KernelException.Malformed;

/**
 * One control file: a line in a controller's table.
 *
 * @param file the name inside a cgroup's directory
 * @param since the first kernel that has it in cgroup v2
 * @param unit of the number in it, {@code ""} where there is none
 */
public record Knob<T>(
    String file, Grammar<T> grammar, KernelVersion since, Mode mode, String unit) {
  public Knob {
    requireNonNull(file, "file is null");
    requireNonNull(grammar, "grammar is null");
    requireNonNull(since, "since is null");
    requireNonNull(mode, "mode is null");
    requireNonNull(unit, "unit is null");
  }

  public T parse(String text) throws Malformed {
    return grammar.parse(text);
  }

  /** What to write for a value: rounded as the kernel will, without a line feed. */
  public String text(T value) {
    return grammar.print(value);
  }

  /**
   * The one text among all that mean the same, so that what was written and what is read back can
   * be compared: {@code 4097} and {@code 4096\n} are the same limit.
   */
  public String canonical(String text) throws Malformed {
    return grammar.print(grammar.parse(text));
  }

  public boolean isReadable() {
    return mode != Mode.WRITE_ONLY_BLOCKING;
  }

  public boolean isWritable() {
    return mode != Mode.READ_ONLY;
  }

  /** Whether a write can take long, because the kernel reclaims or migrates memory inside it. */
  public boolean mayBlock() {
    return mode == Mode.READ_WRITE_BLOCKING || mode == Mode.WRITE_ONLY_BLOCKING;
  }

  /** The same file, whose writes may block. */
  public Knob<T> blocking() {
    return new Knob<>(file, grammar, since, Mode.READ_WRITE_BLOCKING, unit);
  }

  /** The same file, which only the kernel writes. */
  public Knob<T> readOnly() {
    return new Knob<>(file, grammar, since, Mode.READ_ONLY, unit);
  }

  @Override
  public String toString() {
    return file;
  }
}
