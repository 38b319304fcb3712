package io.audionode.agent.observe.kernel;

import io.audionode.agent.fixture.Seen;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Optional;

/** Lists of processes that a look has made and need not make again. */
public final class SettledLists {
  /** A cgroup of which nothing is known but that it is there. */
  public static final SettledCgroups.Reading THERE =
      new SettledCgroups.Reading() {
        @Override
        public Optional<SeenCgroup> read(CgroupPath path) {
          return Optional.of(Seen.cgroup(path.value()));
        }

        @Override
        public Optional<SeenCgroup> readAgain(SeenCgroup before) {
          return Optional.of(before);
        }
      };

  private SettledLists() {}

  /**
   * Has a look list them.
   *
   * @param text what it read of {@code cgroup.procs}
   */
  public static void settle(
      SettledCgroups settled, CgroupPath path, String text, SeenProcess... processes) {
    settled.watched(CgroupPath.ROOT);
    path.ancestors().forEach(settled::watched);
    settled.watched(path);
    settled.changed(path);
    settled.get(path, THERE);
    settled.processes(path, () -> new ProcessLists.Listed(text, List.of(processes)), _ -> true);
  }
}
