package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.Reaction;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is, or would be, done while memory pressure hurts audio pods.
 *
 * @param reaction the word of the configuration: {@code oom}, {@code reclaim} or {@code throttle}
 * @param state {@code ready}, {@code now}, {@code in-force} or {@code cooling-down}
 * @param pods namespace and name of the audio pods it is for
 * @param donor namespace and name of the pod that gives memory, null when none has to
 * @param cgroup its cgroup, null when there is none
 * @param bytes how much is reclaimed, or what {@code memory.high} becomes; null for {@code oom}
 * @param text all of it in a line, for people
 */
public record ReactionView(
    String reaction,
    String state,
    List<String> pods,
    @Nullable String donor,
    @Nullable String cgroup,
    @Nullable Amount bytes,
    String text) {
  public ReactionView {
    requireNonNull(reaction, "reaction is null");
    requireNonNull(state, "state is null");
    pods = List.copyOf(pods);
    requireNonNull(text, "text is null");
  }

  static ReactionView of(Reaction reaction) {
    var donation = reaction.donation();
    return new ReactionView(
        reaction.kind().name().toLowerCase(Locale.ROOT),
        reaction.state().word(),
        reaction.pods().stream().map(Reaction.Hurt::title).sorted().toList(),
        donation == null ? null : donation.title(),
        donation == null ? null : donation.cgroup().toString(),
        donation == null ? null : Amount.of(donation.bytes()),
        reaction.text());
  }
}
