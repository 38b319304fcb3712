package io.audionode.agent.model.incident;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A process and the memory it had.
 *
 * @param comm at most 15 bytes, any but NUL
 * @param rss resident memory, off by some pages
 * @param oomScoreAdj null when it ended while it was read
 */
public record ProcessUse(int pid, String comm, Bytes rss, @Nullable Integer oomScoreAdj) {
  public ProcessUse {
    requireNonNull(comm, "comm is null");
    requireNonNull(rss, "rss is null");
  }
}
