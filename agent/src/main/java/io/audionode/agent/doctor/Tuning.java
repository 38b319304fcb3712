package io.audionode.agent.doctor;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.SoundCard;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of the machine makes real-time audio glitch although audionode does its work. Null, or
 * empty, is what this machine does not have, such as a virtual one.
 *
 * @param governors how many cpus have which {@code scaling_governor}
 * @param idleStates those of cpu 0 that are not disabled
 * @param hugePages {@code transparent_hugepage/enabled}: {@code always}, {@code madvise} or {@code
 *     never}
 * @param numaBalancing {@code kernel.numa_balancing}, 0 for off
 */
public record Tuning(
    List<CardInterrupts> cards,
    SortedMap<String, Integer> governors,
    List<IdleState> idleStates,
    @Nullable String hugePages,
    @Nullable Integer numaBalancing) {
  public static final Tuning NOTHING =
      new Tuning(List.of(), new TreeMap<>(), List.of(), null, null);

  public Tuning {
    cards = List.copyOf(cards);
    governors = Collections.unmodifiableSortedMap(new TreeMap<>(governors));
    idleStates = List.copyOf(idleStates);
  }

  /**
   * A sound card, and the cpus that take its interrupts.
   *
   * @param effective by interrupt number: {@code effective_affinity_list}
   */
  public record CardInterrupts(SoundCard card, Map<Integer, CpuList> effective) {
    public CardInterrupts {
      requireNonNull(card, "card is null");
      effective = Map.copyOf(effective);
    }
  }

  /**
   * A C-state.
   *
   * @param latencyMicros how long it takes to leave it
   */
  public record IdleState(String name, long latencyMicros) {
    public IdleState {
      requireNonNull(name, "name is null");
    }
  }
}
