package io.audionode.docs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one piece of code costs.
 *
 * @param code what is run
 * @param pods audio pods on the node, null where they do not matter
 * @param nanos a run takes, on average
 * @param bytes a run allocates, which is the same on every machine
 */
public record CodeRow(String code, @Nullable Integer pods, double nanos, double bytes) {
  boolean isOfSame(CodeRow other) {
    return code.equals(other.code) && Objects.equals(pods, other.pods);
  }
}
