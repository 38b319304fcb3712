package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.incident.ProcessUse;
import io.audionode.agent.model.incident.Victim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** Who was killed. Pure. */
final class Victims {
  private static final int MOST = 50;

  private Victims() {}

  /**
   * Those that the kernel's log names; for what was counted beyond them the largest processes that
   * went, and a nameless one for each kill that is left.
   *
   * @param counted kills that {@code memory.events} counted
   * @param departed processes that went meanwhile
   */
  static List<Victim> of(List<KernelKill> kills, long counted, List<ProcessUse> departed) {
    var victims = new ArrayList<Victim>();
    var named = new HashSet<Integer>();
    for (var kill : kills) {
      if (named.add(kill.pid())) {
        victims.add(kill.victim());
      }
    }
    departed.stream()
        .filter(process -> !named.contains(process.pid()))
        .sorted(Comparator.comparing(ProcessUse::rss).reversed())
        .limit(Math.max(0, counted - victims.size()))
        .map(Victim::inferred)
        .forEach(victims::add);
    while (victims.size() < Math.min(counted, MOST)) {
      victims.add(Victim.NAMELESS);
    }
    return victims;
  }
}
