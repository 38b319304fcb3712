package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Chooses cpus of one NUMA node for the classes that want some of their own: those that have theirs
 * keep them, then the others in the order of the pods, those that kubelet gave to their container
 * alone and isolated cpus first and high numbers before low ones, since a machine's interrupts and
 * its own work begin at 0. All that a class wants or nothing, and every container that has a cpu
 * keeps one for its other threads.
 */
final class CpuChoice {
  private final NodeSnapshot seen;
  private final UsableCpus usable;
  private final Given given;
  private final List<CpuGroup> groups;
  private final BiConsumer<CpuGroup, String> warnings;
  private final Map<CgroupPath, CpuList> chosen;
  private CpuList taken;

  /**
   * What is given already.
   *
   * @param fixed cpus of classes that nobody may write to now, by the class's cgroup
   * @param kubelets what kubelet gave to one container alone
   */
  record Given(Map<CgroupPath, CpuList> fixed, CpuList kubelets) {
    Given {
      fixed = Map.copyOf(fixed);
      requireNonNull(kubelets, "kubelets is null");
    }

    CpuList all() {
      return fixed.values().stream().reduce(CpuList.EMPTY, CpuList::union);
    }
  }

  private CpuChoice(
      NodeSnapshot seen,
      UsableCpus usable,
      Given given,
      List<CpuGroup> groups,
      BiConsumer<CpuGroup, String> warnings) {
    this.seen = seen;
    this.usable = usable;
    this.given = given;
    this.groups = groups;
    this.warnings = warnings;
    this.chosen = new HashMap<>(given.fixed());
    this.taken = given.all();
  }

  /**
   * The cpus of each class's cgroup that gets or has some.
   *
   * @param groups those of this NUMA node, the ones that matter most first
   */
  static Map<CgroupPath, CpuList> of(
      NodeSnapshot seen,
      UsableCpus usable,
      Given given,
      List<CpuGroup> groups,
      BiConsumer<CpuGroup, String> warnings) {
    var choice = new CpuChoice(seen, usable, given, groups, warnings);
    var requests =
        groups.stream()
            .filter(group -> !FixedCpus.isFixed(seen, group.pod()))
            .flatMap(group -> group.requests().stream())
            .toList();
    requests.forEach(choice::keep);
    requests.stream()
        .filter(request -> !choice.chosen.containsKey(request.cgroup()))
        .forEach(choice::take);
    return choice.chosen;
  }

  /** What a group's threads may use as long as no class has anything for itself. */
  static CpuList allowed(CpuGroup group, UsableCpus usable) {
    var pin = group.pin();
    if (!pin.isSet()) {
      return usable.shared();
    }
    var cpus = pin.own().union(pin.pool().intersect(usable.shared()));
    return cpus.isEmpty() ? pin.cpus() : cpus;
  }

  private void keep(CpuGroup.Request request) {
    var had = had(request);
    if (had.size() == request.count()
        && had.isSubsetOf(candidates(request))
        && leavesSomeForAll(had)) {
      choose(request, had);
    }
  }

  private void take(CpuGroup.Request request) {
    var picked = CpuList.EMPTY;
    for (var cpu : inOrder(request)) {
      var more = picked.union(CpuList.of(cpu));
      if (more.size() <= request.count() && leavesSomeForAll(more)) {
        picked = more;
      }
    }
    if (picked.size() < request.count()) {
      warnings.accept(request.group(), tooFew(request, picked.size()));
    } else {
      choose(request, picked);
    }
  }

  private void choose(CpuGroup.Request request, CpuList cpus) {
    chosen.put(request.cgroup(), cpus);
    taken = taken.union(cpus);
  }

  private CpuList had(CpuGroup.Request request) {
    return seen.knob(request.cgroup(), Cpuset.CPUS.file())
        .map(CpuList::parse)
        .orElse(CpuList.EMPTY);
  }

  private CpuList candidates(CpuGroup.Request request) {
    return possible(request.group()).minus(taken);
  }

  /** A container with a pin has nothing but its pin, and nobody else has any of kubelet's. */
  private CpuList possible(CpuGroup group) {
    var pin = group.pin();
    var own = pin.own().intersect(usable.online()).minus(usable.reserved());
    var free = usable.candidates().minus(given.kubelets());
    return own.union(pin.isSet() ? free.intersect(pin.pool()) : free);
  }

  private List<Integer> inOrder(CpuGroup.Request request) {
    var had = had(request);
    var own = request.group().pin().own();
    return candidates(request).toList().stream()
        .sorted(
            Comparator.<Integer, Boolean>comparing(cpu -> !had.contains(cpu))
                .thenComparing(cpu -> !own.contains(cpu))
                .thenComparing(cpu -> !usable.isolated().contains(cpu))
                .thenComparing(Comparator.reverseOrder()))
        .toList();
  }

  /** Those who had nothing before lose nothing. */
  private boolean leavesSomeForAll(CpuList more) {
    var mayRun = usable.online().minus(taken);
    return Stream.concat(
            Stream.of(usable.shared()), groups.stream().map(group -> allowed(group, usable)))
        .map(mayRun::intersect)
        .noneMatch(left -> !left.isEmpty() && left.minus(more).isEmpty());
  }

  private String tooFew(CpuGroup.Request request, int possible) {
    return ("thread class %s in %s wants %d cpus of its own and shares: of cpus %s, %d are other classes' own, "
            + "1 at least stays shared, %d could be given%s; ask for fewer, or reserve fewer")
        .formatted(
            request.threads().name(),
            request.group().root().name(),
            request.count(),
            words(allowed(request.group(), usable).union(possible(request.group()))),
            taken.size(),
            possible,
            given.kubelets().isEmpty()
                ? ""
                : ", and kubelet gave %s to single containers".formatted(given.kubelets()));
  }

  private static String words(CpuList cpus) {
    return cpus.isEmpty() ? "none" : cpus.text();
  }
}
