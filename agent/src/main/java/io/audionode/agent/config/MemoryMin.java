package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;

/**
 * How much of a container's memory is protected: a share of what its author wrote, or a quantity.
 */
public sealed interface MemoryMin {
  /** {@code N% request}; percent is 0..100. */
  record OfRequest(int percent) implements MemoryMin {
    public OfRequest {
      checkPercent(percent);
    }

    @Override
    public String toString() {
      return percent + "% request";
    }
  }

  /** {@code N% limit}; percent is 0..100. */
  record OfLimit(int percent) implements MemoryMin {
    public OfLimit {
      checkPercent(percent);
    }

    @Override
    public String toString() {
      return percent + "% limit";
    }
  }

  /** A quantity per container. */
  record Fixed(Bytes bytes) implements MemoryMin {
    public Fixed {
      requireNonNull(bytes, "bytes is null");
    }

    @Override
    public String toString() {
      return bytes.toString();
    }
  }

  private static void checkPercent(int percent) {
    Range.MEMORY_MIN_PERCENT.check("percent", percent);
  }
}
