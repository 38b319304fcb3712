package io.audionode.agent.report.events;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.desired.Adoption;
import io.audionode.agent.desired.ContainerDesire;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.ActionWords;
import io.audionode.agent.report.status.Owners;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is different between a report and the one before it. */
final class Changes {
  private final @Nullable Report before;
  private final Report now;
  private final List<Change> changes = new ArrayList<>();

  private Changes(@Nullable Report before, Report now) {
    this.before = before;
    this.now = now;
  }

  /**
   * In the order of the flow: pods, what befell them, decisions, writes.
   *
   * @param before null for the first report, which is compared with an empty node
   */
  static List<Change> between(@Nullable Report before, Report now) {
    var changes = new Changes(before, now);
    changes.pods();
    changes.changes.addAll(OomKills.between(before, now));
    changes.adoptions();
    changes.warnings();
    changes.changes.addAll(Migrations.between(before, now));
    changes.drift();
    changes.actions();
    return changes.changes;
  }

  private void pods() {
    var then = pods(before);
    var today = pods(now);
    today.forEach(
        (uid, pod) -> {
          if (!then.containsKey(uid)) {
            changes.add(Change.ofPod(EventKind.POD_APPEARED, pod, appeared(pod)));
          }
        });
    then.forEach(
        (uid, pod) -> {
          if (!today.containsKey(uid)) {
            changes.add(Change.ofPod(EventKind.POD_GONE, pod, "no longer asks or is deleted"));
          }
        });
  }

  private static String appeared(Pod pod) {
    return "%s, from %s".formatted(pod.qos().word(), pod.source());
  }

  private void adoptions() {
    var then = adoptions(before);
    for (var pod : now.desired().pods()) {
      for (var container : pod.containers()) {
        if (then.get(container.seen().home().value()) != container.adoption()) {
          changes.add(Change.ofPod(kind(container), pod.seen().pod(), adopted(pod, container)));
        }
      }
    }
  }

  private static EventKind kind(ContainerDesire container) {
    if (container.refused()) {
      return EventKind.PLACEMENT_REFUSED;
    }
    return container.late() ? EventKind.POD_ADOPTED_LATE : EventKind.POD_ADOPTED;
  }

  private static String adopted(PodDesire pod, ContainerDesire container) {
    return "container %s: %s (%s), NUMA node %d (%s)"
        .formatted(
            container.title(),
            container.adoption().word(),
            container.reason(),
            pod.numaNode(),
            pod.numa().reason());
  }

  private void warnings() {
    compare(
        before == null ? List.of() : before.desired().warnings(),
        now.desired().warnings(),
        Change::ofNode);
    var then = warnings(before);
    for (var pod : now.desired().pods()) {
      var known = then.getOrDefault(pod.seen().pod().uid(), List.of());
      compare(
          known,
          pod.warnings(),
          (kind, message) ->
              Change.ofPod(
                  kind == EventKind.WARNING && pod.wish().warnings().contains(message)
                      ? EventKind.BAD_ANNOTATION
                      : kind,
                  pod.seen().pod(),
                  message));
    }
  }

  private void compare(
      Collection<String> then,
      Collection<String> today,
      BiFunction<EventKind, String, Change> change) {
    var appeared = new HashSet<>(today);
    appeared.removeAll(then);
    var cleared = new HashSet<>(then);
    cleared.removeAll(today);
    appeared.stream().sorted().forEach(m -> changes.add(change.apply(EventKind.WARNING, m)));
    cleared.stream().sorted().forEach(m -> changes.add(change.apply(EventKind.WARNING_CLEARED, m)));
  }

  private void drift() {
    var owners = new Owners(now.seen());
    for (var drift : now.disputes().news()) {
      var message =
          "%s: changed by %s, %s"
              .formatted(
                  drift.action(),
                  drift.suspect().words(),
                  drift.repaired()
                      ? "time %d in a row".formatted(drift.times())
                      : "left so for %d s".formatted(Math.max(1, drift.pause().toSeconds())));
      changes.add(
          owners
              .of(drift.action())
              .map(pod -> Change.ofPod(EventKind.DRIFT, pod.pod(), message))
              .orElseGet(() -> Change.ofNode(EventKind.DRIFT, message)));
    }
  }

  private void actions() {
    var owners = new Owners(now.seen());
    for (var outcome : now.told()) {
      if (!(outcome.action() instanceof Action.Forget) && !MovedThreads.isOne(outcome)) {
        action(outcome, owners);
      }
    }
    changes.addAll(MovedThreads.of(now.told(), owners));
  }

  private void action(Outcome outcome, Owners owners) {
    var action = outcome.action();
    switch (outcome) {
      case Outcome.Applied _ ->
          changes.add(
              change(
                  mirrors(action) ? EventKind.LIMIT_MIRRORED : EventKind.ACTION_APPLIED,
                  outcome,
                  owners));
      case Outcome.Refused _ ->
          changes.add(
              change(EventKind.ACTION_REFUSED, outcome, owners).repeating(Repeats.refused(action)));
      case Outcome.Skipped _ ->
          changes.add(
              change(EventKind.ACTION_SKIPPED, outcome, owners).repeating(Repeats.skipped(action)));
      case Outcome.Unchanged _, Outcome.Gone _ -> {}
    }
  }

  /** Whether a limit of a pod that is placed already is another one than in the last run. */
  private boolean mirrors(Action action) {
    return action instanceof Action.WriteKnob write
        && write.isLimit()
        && Subtree.isOfPod(write.cgroup())
        && before != null
        && wanted(before, write).filter(was -> !was.equals(write.after())).isPresent();
  }

  private static Optional<String> wanted(Report report, Action.WriteKnob write) {
    return Optional.ofNullable(report.desired().cgroups().get(write.cgroup()))
        .flatMap(cgroup -> Optional.ofNullable(cgroup.knobs().get(write.file())));
  }

  private static Change change(EventKind kind, Outcome outcome, Owners owners) {
    var action = outcome.action();
    var said = ActionWords.message(outcome);
    var message = "%s: %s".formatted(action, said == null ? action.reason() : said);
    return owners
        .of(action)
        .map(pod -> Change.ofPod(kind, pod.pod(), message))
        .orElseGet(() -> Change.ofNode(kind, message));
  }

  private static Map<String, Pod> pods(@Nullable Report report) {
    return report == null
        ? Map.of()
        : report.seen().pods().stream()
            .map(SeenPod::pod)
            .collect(Collectors.toMap(Pod::uid, pod -> pod, (one, _) -> one));
  }

  private static Map<String, Adoption> adoptions(@Nullable Report report) {
    var byHome = new HashMap<String, Adoption>();
    if (report != null) {
      report.desired().pods().stream()
          .flatMap(pod -> pod.containers().stream())
          .forEach(c -> byHome.put(c.seen().home().value(), c.adoption()));
    }
    return byHome;
  }

  private static Map<String, List<String>> warnings(@Nullable Report report) {
    var byUid = new HashMap<String, List<String>>();
    if (report != null) {
      report.desired().pods().forEach(pod -> byUid.put(pod.seen().pod().uid(), pod.warnings()));
    }
    return byUid;
  }
}
