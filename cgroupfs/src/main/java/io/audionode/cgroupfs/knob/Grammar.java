package io.audionode.cgroupfs.knob;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.function.Function;

/**
 * How a file's text and its value belong together. {@code parse(print(v))} equals {@code v} for
 * every value that the kernel can hold; others, such as half pages, become the nearest that it can.
 */
public interface Grammar<T> {
  T parse(String text) throws Malformed;

  /** What to write, without a line feed. */
  String print(T value);

  static <T> Grammar<T> of(Function<String, T> parser, Function<T, String> printer) {
    return new Grammar<>() {
      @Override
      public T parse(String text) {
        return parser.apply(text);
      }

      @Override
      public String print(T value) {
        return printer.apply(value);
      }
    };
  }

  /** For files that the kernel alone writes: printing is a mistake of the caller. */
  static <T> Grammar<T> readOnly(Function<String, T> parser) {
    return of(
        parser,
        _ -> {
          throw new UnsupportedOperationException("the file is read-only");
        });
  }
}
