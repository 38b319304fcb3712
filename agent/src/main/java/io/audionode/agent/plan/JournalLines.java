package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.Subtree;
import java.util.Optional;

/** What a look and a desire say of the things that the journal's lines are about. */
record JournalLines(DesiredNode desired, NodeSnapshot seen) {
  /** What could not be read is not gone, nor is a process that may be in there. */
  boolean isHidden(Original original) {
    return switch (original) {
      case Original.Created(var cgroup) -> seen.gaps().hides(cgroup);
      case Original.KnobValue knob -> seen.gaps().hides(knob.cgroup());
      case Original.Controllers(var cgroup, var _) -> seen.gaps().hides(cgroup);
      case Original.OfProcess process ->
          seen.gaps().hides(process.home()) || seen.gaps().hides(Subtree.ROOT);
      case Original.ThreadScheduling _ -> !seen.gaps().unreadable().isEmpty();
      case Original.Swappiness _ -> false;
    };
  }

  /** Whether its control file is to have a value of the agent's. */
  boolean isDesired(Original.KnobValue original) {
    return Optional.ofNullable(desired.cgroups().get(original.cgroup()))
        .filter(cgroup -> cgroup.knobs().containsKey(original.file()))
        .isPresent();
  }

  /** The cgroup of the journal line, and not another one of the same name. */
  Optional<SeenCgroup> same(Original.KnobValue original) {
    return seen.cgroup(original.cgroup()).filter(now -> now.inode() == original.inode());
  }
}
