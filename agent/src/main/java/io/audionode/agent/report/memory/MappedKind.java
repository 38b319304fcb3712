package io.audionode.agent.report.memory;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.Smaps;
import io.audionode.cgroupfs.proc.Smaps.Amounts;
import io.audionode.cgroupfs.proc.Smaps.Part;
import java.util.Arrays;
import java.util.function.Function;

/** A number of what a process has mapped. */
enum MappedKind {
  RSS("rss", smaps -> smaps.total().rss()),
  PSS("pss", smaps -> smaps.total().pss()),
  SWAP("swap", smaps -> smaps.total().swap()),
  SWAP_PSS("swapPss", smaps -> smaps.total().swapPss()),
  /** Resident pages that belong to no file, wherever they are mapped. */
  ANON_PAGES("anonPages", smaps -> smaps.total().anonymous()),
  HEAP("heap", held(Part.HEAP)),
  ANONYMOUS("anonymous", held(Part.ANONYMOUS)),
  STACK("stack", held(Part.STACK)),
  SHARED("shared", held(Part.SHARED)),
  FILE("file", held(Part.FILE)),
  OTHER("other", held(Part.OTHER));

  private final String word;
  private final Function<Smaps, Bytes> amount;

  MappedKind(String word, Function<Smaps, Bytes> amount) {
    this.word = word;
    this.amount = amount;
  }

  private static Function<Smaps, Bytes> held(Part part) {
    return smaps -> of(smaps, part).held();
  }

  private static Amounts of(Smaps smaps, Part part) {
    return smaps.part(part);
  }

  /** The word of the API. */
  String word() {
    return word;
  }

  static long[] sample(Smaps smaps) {
    return Arrays.stream(values()).mapToLong(kind -> kind.amount.apply(smaps).value()).toArray();
  }
}
