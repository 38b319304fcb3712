package io.audionode.agent.desired;

import io.audionode.agent.model.Machine;
import io.audionode.agent.model.Pod;
import io.audionode.cgroupfs.numa.SoundCard;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the sound cards are that a pod uses: its samples cross the bus between two NUMA nodes in
 * each period when it runs on another one. Pure.
 *
 * @param said the evidence in words, empty when the pod uses none
 * @param numaNode the one that all of them are on; null when they are on several, or when the
 *     firmware does not say
 */
record SoundPlace(String said, @Nullable Integer numaNode) {
  /** {@code pcmC1D0p}, {@code controlC1}, {@code midiC1D0}, {@code hwC1D0}. */
  private static final Pattern CARD = Pattern.compile("/dev/snd/\\w*?C(\\d{1,4})(D\\d+\\w*)?");

  private static final Set<String> OF_NO_CARD = Set.of("/dev/snd/timer", "/dev/snd/seq");

  static SoundPlace of(Pod pod, Machine machine) {
    var cards = cards(pod, machine);
    if (cards.isEmpty()) {
      return new SoundPlace("", null);
    }
    var nodes =
        cards.stream().map(SoundCard::numaNode).filter(Objects::nonNull).distinct().toList();
    var said = cards.stream().map(SoundPlace::said).collect(Collectors.joining(", "));
    return new SoundPlace(said, nodes.size() == 1 ? nodes.getFirst() : null);
  }

  private static List<SoundCard> cards(Pod pod, Machine machine) {
    var numbers =
        pod.soundDevices().stream()
            .filter(device -> !OF_NO_CARD.contains(device))
            .map(SoundPlace::number)
            .toList();
    var any = numbers.stream().anyMatch(Optional::isEmpty);
    return numbers.isEmpty()
        ? List.of()
        : machine.soundCards().stream()
            .filter(card -> any || numbers.contains(Optional.of(card.number())))
            .toList();
  }

  /** Empty for what may be any card, such as the directory or {@code /dev/snd/by-path}. */
  private static Optional<Integer> number(String device) {
    var card = CARD.matcher(device);
    return card.matches() ? Optional.of(Integer.parseInt(card.group(1))) : Optional.empty();
  }

  private static String said(SoundCard card) {
    return card.numaNode() == null
        ? "sound card %d (%s) on no known node".formatted(card.number(), card.id())
        : "sound card %d (%s) on node %d".formatted(card.number(), card.id(), card.numaNode());
  }
}
