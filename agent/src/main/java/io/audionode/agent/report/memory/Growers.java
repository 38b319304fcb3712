package io.audionode.agent.report.memory;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.memory.ProcessMemory;
import io.audionode.agent.report.memory.GrowerView.InProcess;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a pod grew most. Guarded by the track's owner. */
final class Growers {
  /** The kinds that add up to {@code memory.current}, and where they may be mapped. */
  private static final Map<ChargeKind, List<MappedKind>> PARTS =
      Map.of(
          ChargeKind.ANON, List.of(MappedKind.HEAP, MappedKind.ANONYMOUS, MappedKind.STACK),
          ChargeKind.SHMEM, List.of(MappedKind.SHARED, MappedKind.FILE),
          ChargeKind.CACHE, List.of(MappedKind.FILE),
          ChargeKind.KERNEL, List.of(),
          ChargeKind.SOCK, List.of());

  private static final List<MappedKind> ANY_PART =
      List.of(MappedKind.HEAP, MappedKind.ANONYMOUS, MappedKind.STACK, MappedKind.SHARED);

  private final PodTrack track;

  private Growers(PodTrack track) {
    this.track = track;
  }

  /** Of each window in which anything grew noticeably. */
  static List<GrowerView> of(PodTrack track) {
    var growers = new Growers(track);
    return Arrays.stream(Window.values()).flatMap(window -> growers.over(window).stream()).toList();
  }

  private record Candidate(ChargeKind kind, Grown grown) {}

  private Optional<GrowerView> over(Window window) {
    if (track.latest().pod().shared() != null) {
      return process(window, ANY_PART, 0)
          .map(process -> new GrowerView(window.minutes(), null, null, process));
    }
    return PARTS.keySet().stream()
        .flatMap(
            kind ->
                track.charges().grown(kind.column(), window).stream()
                    .filter(Grown::isNoticeable)
                    .map(grown -> new Candidate(kind, grown)))
        .max(Comparator.comparingLong(candidate -> candidate.grown().bytes()))
        .map(candidate -> view(window, candidate));
  }

  private GrowerView view(Window window, Candidate candidate) {
    return new GrowerView(
        window.minutes(),
        candidate.kind().word(),
        GrowthView.of(window, candidate.grown()),
        process(window, PARTS.getOrDefault(candidate.kind(), List.of()), candidate.grown().bytes())
            .orElse(null));
  }

  /**
   * One that began within the window is named only when none that was there before explains half of
   * the growth: a fork has all that its parent has, and takes nothing.
   */
  private Optional<InProcess> process(Window window, List<MappedKind> parts, long bytes) {
    var grown = largest(window, parts, false);
    if (grown != null && grown.growth().bytes() >= bytes / 2) {
      return Optional.of(grown);
    }
    return Stream.of(Optional.ofNullable(grown), Optional.ofNullable(largest(window, parts, true)))
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(process -> process.growth().bytes()));
  }

  private @Nullable InProcess largest(Window window, List<MappedKind> parts, boolean sinceStart) {
    return track.latest().processes().stream()
        .flatMap(process -> parts.stream().flatMap(part -> grown(process, part, window).stream()))
        .filter(process -> process.growth().sinceStart() == sinceStart)
        .max(Comparator.comparingLong(process -> process.growth().bytes()))
        .orElse(null);
  }

  private Optional<InProcess> grown(ProcessMemory process, MappedKind part, Window window) {
    return track
        .of(process)
        .flatMap(known -> known.grown(part, window))
        .filter(Grown::isNoticeable)
        .map(
            grown ->
                new InProcess(
                    process.process().id().pid(),
                    Excerpt.of(process.process().comm()),
                    part.word(),
                    GrowthView.of(window, grown)));
  }
}
