package io.audionode.agent.journal;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Original;

/** One line of the journal. */
public sealed interface Entry {
  /** The first line: which boot of which kernel the rest is about. */
  record Header(int schema, String bootId) implements Entry {
    /** The format this version writes and the newest it reads. */
    public static final int SCHEMA = 1;

    public Header {
      requireNonNull(bootId, "bootId is null");
    }
  }

  /** Something is about to be changed for the first time. */
  record Opened(Original original) implements Entry {
    public Opened {
      requireNonNull(original, "original is null");
    }
  }

  /** Nothing is left to put back under this key. */
  record Closed(String key) implements Entry {
    public Closed {
      requireNonNull(key, "key is null");
    }
  }
}
