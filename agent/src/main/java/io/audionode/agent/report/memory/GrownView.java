package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.status.Amount;
import io.audionode.cgroupfs.format.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A number and its growth.
 *
 * @param text {@code bytes} for people
 * @param growth over each window that the history covers, the shortest first
 */
public record GrownView(long bytes, String text, List<GrowthView> growth) {
  public GrownView {
    requireNonNull(text, "text is null");
    growth = List.copyOf(growth);
  }

  static GrownView of(long bytes, Function<Window, Optional<Grown>> grown) {
    return new GrownView(
        bytes,
        Amount.of(Bytes.of(bytes)).text(),
        Arrays.stream(Window.values())
            .flatMap(window -> grown.apply(window).map(it -> GrowthView.of(window, it)).stream())
            .toList());
  }

  /** Empty when the history does not cover it. */
  public Optional<GrowthView> over(int minutes) {
    return growth.stream().filter(one -> one.minutes() == minutes).findFirst();
  }
}
