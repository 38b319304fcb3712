package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.incident.Cause;
import io.audionode.agent.model.incident.Reason;
import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.model.incident.Victim;
import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.cgroupfs.format.Bytes;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides why an incident happened. Pure.
 *
 * <p>What the kernel says comes first: whose limit was reached. For a kill that was not the pod's
 * own doing, memory of the machine was short, and a neighbour that grew much is named. For pressure
 * without a limit that was reached, what protects the pod is looked at before others are.
 */
final class Causes {
  /** A neighbour that grew less explains nothing. */
  static final Bytes MUCH = Bytes.ofMebibytes(64);

  /** So many pages read back are a program's own start, perhaps. */
  static final long FEW_PAGES = 20;

  private static final Bytes SOME_SWAP = Bytes.ofMebibytes(1);
  private static final int MOST_NAMED = 3;
  private static final int LONGEST_PATH = 200;
  private static final String SHARED = ", which many pods share, reached its memory.max";
  private static final long MIB = 1 << 20;

  private final Findings found;

  private Causes(Findings found) {
    this.found = found;
  }

  static Cause of(Findings found) {
    return new Causes(found).cause();
  }

  private Cause cause() {
    if (found.reachedOwnLimit()) {
      return ownLimit();
    }
    return found.killed() ? shortage() : pressure();
  }

  private Cause ownLimit() {
    var limit = found.limit().map(bytes -> " of " + text(bytes)).orElse("");
    var charged =
        found
            .fullest()
            .map(
                full ->
                    ": %s%s were charged at the fullest look, %s"
                        .formatted(text(full.charge().current()), limit, madeOf(full)))
            .orElse("");
    return new Cause(
        Reason.OWN_LIMIT,
        "own limit: %s reached memory.max%s%s".formatted(subject(), charged, victims()),
        found.killed()
            ? "find what grew in the samples; if it is no leak, raise the container's memory limit"
            : "raise the container's memory limit, or have it use less; page cache counts too");
  }

  private static String madeOf(Sample sample) {
    var charge = sample.charge();
    return "%s anonymous and %s of files".formatted(text(charge.anon()), text(charge.file()));
  }

  private Cause shortage() {
    if (found.isShortOfACpusetsNodes()) {
      return numaNodeOutOfMemory();
    }
    var above = found.limitAbove().map(path -> Excerpt.of(path, LONGEST_PATH) + SHARED);
    return neighbour()
        .map(pod -> grew(pod, "while " + above.orElse("the node ran out of memory")))
        .or(() -> above.map(this::outOfMemoryAbove))
        .orElseGet(this::nodeOutOfMemory);
  }

  private Cause outOfMemoryAbove(String above) {
    return new Cause(
        Reason.NODE_OUT_OF_MEMORY,
        "node out of memory: %s%s".formatted(above, victims()),
        "give more of the node to what shares it, or have fewer pods there");
  }

  private Cause nodeOutOfMemory() {
    return new Cause(
        Reason.NODE_OUT_OF_MEMORY,
        "node out of memory: %s%s%s".formatted(available(), ownGrowth(), victims()),
        "have fewer pods on this node, or give those without one a memory limit");
  }

  /** The kernel names the cpuset of the task that asked for memory, which may be another pod's. */
  private Cause numaNodeOutOfMemory() {
    var whose =
        Subtree.nodeName(found.place().cgroup())
            .map("the memory of NUMA %s ran out, and the pod may use no other"::formatted)
            .orElse("the memory of the NUMA nodes ran out that some task may use alone");
    return new Cause(
        Reason.NODE_OUT_OF_MEMORY,
        "node out of memory: %s; %s in all%s%s"
            .formatted(whose, available(), ownGrowth(), victims()),
        "have fewer pods on that NUMA node; audionode node says how much each has promised");
  }

  private String ownGrowth() {
    return found.ownGrowth().compareTo(MUCH) < 0
        ? ""
        : "; %s itself grew by %s".formatted(subject(), text(found.ownGrowth()));
  }

  private Cause grew(Neighbour pod, String meanwhile) {
    return new Cause(
        Reason.NEIGHBOUR_GREW,
        "neighbour %s grew by %s in %d s, to %s, %s; %s%s"
            .formatted(
                pod.name(),
                text(pod.grown()),
                pod.over().toSeconds(),
                text(pod.current()),
                meanwhile,
                available(),
                victims()),
        "give %s a memory limit, or move it to another node".formatted(pod.name()));
  }

  private Optional<Neighbour> neighbour() {
    return found.suspect().filter(pod -> pod.grown().compareTo(MUCH) >= 0);
  }

  private Cause pressure() {
    var liesInSwap = found.swapped().compareTo(SOME_SWAP) >= 0;
    if (liesInSwap && comesFromSwap()) {
      return found.cameTooLateForSwap() ? adoptedLate() : swap();
    }
    var neighbour = neighbour();
    if (neighbour.isPresent() && reaches(found.grown().reclaimed(), FEW_PAGES)) {
      return grew(neighbour.get(), "and pages of " + subject() + " were taken away");
    }
    return found.room().isScarce() ? nodeOutOfMemory() : unknown();
  }

  private Cause adoptedLate() {
    var charged =
        found.fullest().map(full -> text(full.charge().current())).orElse("an unknown part");
    return new Cause(
        Reason.ADOPTED_LATE,
        "not protected: adopted late: %s ran before audionode saw it, and up to %s of it lay in swap, from which it would have been kept; %s are charged, %s of them protected (memory.min); %s"
            .formatted(
                subject(), text(found.swapped()), charged, text(found.minimum()), readBack()),
        "start the pod anew, so that it is placed at birth; see that its memory request covers it");
  }

  private boolean comesFromSwap() {
    var grown = found.grown();
    return reaches(grown.majorFaults(), FEW_PAGES) || reaches(grown.swapBytes(), SOME_SWAP.value());
  }

  private static boolean reaches(@Nullable Long count, long least) {
    return count != null && count >= least;
  }

  private Cause swap() {
    return new Cause(
        Reason.SWAP,
        "swap: up to %s of %s lay in swap%s; %s"
            .formatted(text(found.swapped()), subject(), swappedMore(), readBack()),
        "keep it out of swap (profile's swapMax) and start the pod anew: what lies in swap stays there until it is used");
  }

  private String swappedMore() {
    var more = found.grown().swapBytes();
    return more == null || more == 0
        ? ""
        : ", %s %s at the end than at the beginning"
            .formatted(text(new Bytes(Math.abs(more))), more < 0 ? "less" : "more");
  }

  private Cause unknown() {
    return new Cause(
        Reason.UNKNOWN,
        "unknown: %s; %s was %s, up to %s lay in swap; %s; %s"
            .formatted(
                readBack(),
                subject(),
                found.place().adoption(),
                text(found.swapped()),
                available(),
                growth()),
        "compare the samples: which of their numbers changed first");
  }

  /** Of the neighbour that grew most, although it is not blamed. */
  private String growth() {
    return found.neighbours().stream()
        .findFirst()
        .map(
            pod ->
                "neighbour %s grew by %s, and %s pages were taken from this pod"
                    .formatted(pod.name(), text(pod.grown()), known(found.grown().reclaimed())))
        .orElse("no neighbour grew");
  }

  private static String known(@Nullable Long count) {
    return count == null ? "nobody knows how many" : count.toString();
  }

  private String readBack() {
    var grown = found.grown();
    if (grown.majorFaults() == null || grown.refaults() == null) {
      return "nobody counted the pages that were read back";
    }
    return "%d major faults and %d refaults in %d s"
        .formatted(grown.majorFaults(), grown.refaults(), seconds());
  }

  private long seconds() {
    var samples = found.samples();
    return samples.isEmpty()
        ? 0
        : Duration.between(samples.getFirst().at(), samples.getLast().at()).toSeconds();
  }

  private String available() {
    var available = found.room().available();
    return available == null
        ? "how much the node had is not known"
        : "the node had %s available".formatted(text(available));
  }

  private String subject() {
    var place = found.place();
    return place.container() == null
        ? place.pod() == null ? place.cgroup() + ", which pods share," : place.subject()
        : "container %s of %s".formatted(place.container(), place.subject());
  }

  private String victims() {
    if (!found.killed()) {
      return "";
    }
    var named =
        found.victims().stream()
            .filter(victim -> victim.pid() != null)
            .limit(MOST_NAMED)
            .map(Causes::named)
            .toList();
    var more = found.victims().size() - named.size();
    return "; killed: "
        + (named.isEmpty() ? "nobody knows whom" : String.join(", ", named))
        + (named.isEmpty() || more == 0 ? "" : " and %d more".formatted(more));
  }

  private static String named(Victim victim) {
    var rss = victim.rss();
    return "%s (pid %d%s)"
        .formatted(
            victim.comm() == null ? "?" : Excerpt.of(victim.comm()),
            victim.pid(),
            rss == null ? "" : ", " + text(rss));
  }

  /** Rounded to a tenth of a mebibyte. */
  private static String text(Bytes bytes) {
    return String.format(Locale.ROOT, "%.1fMi", (double) bytes.value() / MIB);
  }
}
