package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.config.ThreadClass.SchedulingPolicy;
import io.audionode.agent.model.SeenThread;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A thread root with the classes that its threads are divided into. Pure.
 *
 * @param pod whose threads they are
 * @param path the thread root, in which or directly below which its threads are
 * @param base where threads of no class belong: {@code main}, or the root itself
 * @param classes the first one that a thread belongs to counts
 */
public record ThreadRoot(
    PodDesire pod, CgroupPath path, CgroupPath base, List<ThreadClass> classes) {
  public ThreadRoot {
    requireNonNull(pod, "pod is null");
    requireNonNull(path, "path is null");
    requireNonNull(base, "base is null");
    classes = List.copyOf(classes);
  }

  /** The class that a thread belongs to, by its policy or by its name. */
  public Optional<ThreadClass> classOf(SeenThread thread) {
    return classes.stream()
        .filter(threads -> hasPolicy(threads, thread.scheduling()) || hasName(threads, thread))
        .findFirst();
  }

  private static boolean hasPolicy(ThreadClass threads, SchedAttr scheduling) {
    return scheduling
            .policy()
            .flatMap(ThreadRoot::word)
            .filter(threads.policies()::contains)
            .isPresent()
        && (scheduling.priority() == 0 || scheduling.priority() >= threads.minPriority());
  }

  /** Policies have the same names in the file; EXT, of sched_ext, belongs to no class. */
  private static Optional<SchedulingPolicy> word(Policy policy) {
    return switch (policy) {
      case OTHER -> Optional.of(SchedulingPolicy.OTHER);
      case FIFO -> Optional.of(SchedulingPolicy.FIFO);
      case RR -> Optional.of(SchedulingPolicy.RR);
      case BATCH -> Optional.of(SchedulingPolicy.BATCH);
      case IDLE -> Optional.of(SchedulingPolicy.IDLE);
      case DEADLINE -> Optional.of(SchedulingPolicy.DEADLINE);
      case EXT -> Optional.empty();
    };
  }

  private static boolean hasName(ThreadClass threads, SeenThread thread) {
    return threads.names().stream().anyMatch(name -> name.matcher(thread.comm()).find());
  }

  /** The cgroup that a thread belongs in. */
  public CgroupPath place(SeenThread thread) {
    return classOf(thread).map(it -> path.child(it.name())).orElse(base);
  }

  /** The cgroups that its threads are in, whatever they belong in. */
  public List<CgroupPath> cgroups() {
    return Stream.concat(
            Stream.of(path, base), classes.stream().map(threads -> path.child(threads.name())))
        .distinct()
        .toList();
  }

  /** The cgroups of its classes, by the class's name. */
  public Map<CgroupPath, String> classCgroups() {
    return classes.stream()
        .collect(Collectors.toMap(threads -> path.child(threads.name()), ThreadClass::name));
  }

  /**
   * Whether nothing is to be done about a thread, as far as it can be told from the thread alone.
   * What a real-time thread was given only the journal knows.
   */
  public boolean isSettled(SeenThread thread) {
    var threads = classOf(thread);
    var gives = classes.stream().anyMatch(it -> it.given() != null);
    return place(thread).equals(thread.cgroup())
        && !(gives && (threads.isPresent() || thread.scheduling().isRealtime()));
  }
}
