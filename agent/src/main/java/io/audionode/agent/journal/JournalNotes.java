package io.audionode.agent.journal;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * What somebody who has everything put back should know of the journal.
 *
 * @param state the directory that it is in
 * @param bootId of the kernel that runs
 */
public record JournalNotes(Path state, String bootId) {
  public JournalNotes {
    requireNonNull(state, "state is null");
    requireNonNull(bootId, "bootId is null");
  }

  /**
   * Reads the journal; none when it says all that there is to say.
   *
   * @throws JournalException when it cannot be read
   */
  public List<String> read() {
    var file = state.resolve(JournalFile.NAME);
    var found = JournalFile.read(file);
    if (found.header() == null && found.damaged() == 0) {
      return List.of(
          "%s is missing or empty: is --state the directory that 'run' used?".formatted(file));
    }
    if (found.isOfAnotherBoot(bootId)) {
      return List.of(
          "%s is of another boot: its cgroups, processes and sysctls went with that"
              .formatted(file));
    }
    return found.damaged() == 0
        ? List.of()
        : List.of(
            "%s has %d damaged lines: what they told cannot be put back; see %s"
                .formatted(file, found.damaged(), JournalFile.DAMAGED_NAME));
  }
}
