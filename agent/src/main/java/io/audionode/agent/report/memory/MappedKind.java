package io.audionode.agent.report.memory;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.Smaps;
import io.audionode.cgroupfs.proc.Smaps.Part;
import java.util.Arrays;
import java.util.List;

/** A number of what a process has mapped. */
enum MappedKind {
  RSS("rss"),
  PSS("pss"),
  SWAP("swap"),
  SWAP_PSS("swapPss"),
  /** Resident pages that belong to no file, wherever they are mapped. */
  ANON_PAGES("anonPages"),
  HEAP("heap"),
  ANONYMOUS("anonymous"),
  STACK("stack"),
  SHARED("shared"),
  FILE("file"),
  OTHER("other");

  private static final List<MappedKind> COLUMNS = List.of(values());

  private final String word;

  MappedKind(String word) {
    this.word = word;
  }

  /** The word of the API. */
  String word() {
    return word;
  }

  /** Where it is in a sample. */
  int column() {
    return COLUMNS.indexOf(this);
  }

  static long[] sample(Smaps smaps) {
    return Arrays.stream(values()).mapToLong(kind -> kind.of(smaps).value()).toArray();
  }

  private Bytes of(Smaps smaps) {
    return switch (this) {
      case RSS -> smaps.total().rss();
      case PSS -> smaps.total().pss();
      case SWAP -> smaps.total().swap();
      case SWAP_PSS -> smaps.total().swapPss();
      case ANON_PAGES -> smaps.total().anonymous();
      case HEAP -> smaps.part(Part.HEAP).held();
      case ANONYMOUS -> smaps.part(Part.ANONYMOUS).held();
      case STACK -> smaps.part(Part.STACK).held();
      case SHARED -> smaps.part(Part.SHARED).held();
      case FILE -> smaps.part(Part.FILE).held();
      case OTHER -> smaps.part(Part.OTHER).held();
    };
  }
}
