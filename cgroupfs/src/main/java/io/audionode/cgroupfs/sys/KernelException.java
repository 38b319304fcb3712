package io.audionode.cgroupfs.sys;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel said no, or said something that is not understood. Unchecked, because callers act on
 * the kind in one place; sealed, so that a {@code switch} over the kinds is exhaustive.
 *
 * <p>The message always reads {@code write memory.max="10G" in audio/node0: EBUSY (device or
 * resource busy); remedy}.
 */
@SuppressWarnings("serial") // thrown and caught in one process, never serialized
public abstract sealed class KernelException extends RuntimeException {
  private final Operation operation;
  private final @Nullable Errno errno;
  private final String remedy;

  private KernelException(Operation operation, @Nullable Errno errno, String said, String remedy) {
    super(operation.text() + ": " + said + (remedy.isEmpty() ? "" : "; " + remedy));
    this.operation = requireNonNull(operation, "operation is null");
    this.errno = errno;
    this.remedy = requireNonNull(remedy, "remedy is null");
  }

  /** The exception for an errno: which kind it is depends on nothing else. */
  public static KernelException of(Operation operation, Errno errno, String remedy) {
    return switch (errno.name()) {
      case "ENOENT", "ENODEV", "ESRCH" -> new Gone(operation, errno, remedy);
      case "EACCES", "EPERM", "EROFS" -> new Denied(operation, errno, remedy);
      case "EOPNOTSUPP", "ENOSYS" -> new Unsupported(operation, errno, remedy);
      default -> new Refused(operation, errno, remedy);
    };
  }

  /** The same failure with what to do about it; an exception that has a remedy keeps it. */
  public final KernelException withRemedy(String text) {
    if (!remedy.isEmpty() || text.isEmpty()) {
      return this;
    }
    return caused(
        switch (this) {
          case Gone gone -> new Gone(operation, gone.errnoIfAny().orElse(null), text);
          case Malformed bad -> new Malformed(operation, bad.text(), bad.expected(), text);
          case Denied denied -> new Denied(operation, denied.reason(), text);
          case Unsupported lacks ->
              new Unsupported(operation, lacks.errnoIfAny().orElse(null), text);
          case Refused refused -> new Refused(operation, refused.reason(), text);
        });
  }

  final KernelException caused(KernelException other) {
    other.initCause(this);
    return other;
  }

  final Errno reason() {
    return requireNonNull(errno, "errno is null");
  }

  public final Operation operation() {
    return operation;
  }

  /** What was tried: {@code read}, {@code write}, {@code mkdir}, ... */
  public final String op() {
    return operation.op();
  }

  /** The directory it was tried in, {@code ""} where there is none. */
  public final String cgroup() {
    return operation.cgroup();
  }

  public final String file() {
    return operation.file();
  }

  /** What was written, {@code ""} when nothing was. */
  public final String value() {
    return operation.value();
  }

  /** The errno's name such as {@code EBUSY}; {@code ""} when no system call failed. */
  public final String errno() {
    return errnoIfAny().map(Errno::name).orElse("");
  }

  public final Optional<Errno> errnoIfAny() {
    return Optional.ofNullable(errno);
  }

  /** What to do about it, {@code ""} where nothing is known. */
  public final String remedy() {
    return remedy;
  }

  private static String said(@Nullable Errno errno, String otherwise) {
    return errno == null ? otherwise : errno.name() + " (" + errno.text() + ")";
  }

  /** The cgroup, file or process is not there any more: ENOENT, ENODEV, ESRCH. */
  public static final class Gone extends KernelException {
    /** With {@code null} for errno: found out by comparing, such as a start time. */
    public Gone(Operation operation, @Nullable Errno errno, String remedy) {
      super(operation, errno, said(errno, "gone"), remedy);
    }
  }

  /** The kernel's text does not parse. */
  public static final class Malformed extends KernelException {
    private static final int LONGEST_TEXT = 400;
    private final String text;
    private final String expected;

    private Malformed(Operation operation, String text, String expected, String remedy) {
      super(
          operation,
          null,
          "expected " + expected + ", found \"" + Operation.quoted(text) + '"',
          remedy);
      this.text = text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
      this.expected = expected;
    }

    /** For parsers, which know no file: {@link #at} adds it. */
    public Malformed(String expected, String text) {
      this(Operation.of("parse", "", ""), text, expected, "");
    }

    /** The same failure with the place that the text came from. */
    public Malformed at(String cgroup, String file) {
      return (Malformed)
          caused(new Malformed(Operation.of("read", cgroup, file), text, expected, remedy()));
    }

    /** The text, at most 400 characters of it. */
    public String text() {
      return text;
    }

    public String expected() {
      return expected;
    }
  }

  /** Not allowed for this process: EACCES, EPERM, EROFS. */
  public static final class Denied extends KernelException {
    Denied(Operation operation, Errno errno, String remedy) {
      super(operation, errno, said(errno, ""), remedy);
    }
  }

  /** This kernel, or this kind of cgroup, has no such thing: EOPNOTSUPP, ENOSYS, absent file. */
  public static final class Unsupported extends KernelException {
    public Unsupported(Operation operation, @Nullable Errno errno, String remedy) {
      super(operation, errno, said(errno, "absent"), remedy);
    }
  }

  /** Every other errno: EBUSY, EINVAL, ENOSPC, EAGAIN, ... */
  public static final class Refused extends KernelException {
    Refused(Operation operation, Errno errno, String remedy) {
      super(operation, errno, said(errno, ""), remedy);
    }
  }
}
