package io.audionode.cgroupfs.tree;

import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.pids.Pids;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tables of control files together. */
public final class Knobs {
  private static final Map<String, Knob<?>> BY_FILE = byFile();

  private Knobs() {}

  /** The knob of a file name such as {@code memory.max}; empty for files that no table has. */
  public static Optional<Knob<?>> byFile(String file) {
    return Optional.ofNullable(BY_FILE.get(file));
  }

  /** Every knob, in the order of the tables. */
  public static Collection<Knob<?>> all() {
    return BY_FILE.values();
  }

  private static Map<String, Knob<?>> byFile() {
    var knobs = new LinkedHashMap<String, Knob<?>>();
    for (var table : List.of(Core.KNOBS, Memory.KNOBS, Cpuset.KNOBS, Cpu.KNOBS, Pids.KNOBS)) {
      table.forEach(knob -> knobs.put(knob.file(), knob));
    }
    return Collections.unmodifiableMap(knobs);
  }
}
