package io.audionode.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.config.Configuration.Placement;
import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.config.Profile;
import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.config.ThreadClass.GivenScheduling;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * Whatever happened on a node, the agent comes to rest, plans nothing that the kernel refuses, and
 * what it changed can be put back. Without this, an order of events that nobody thought of leaves a
 * node rewritten for ever, or spoilt.
 */
class UndoProperties {
  private static final int MOST_RUNS = 10;
  private static final int MOST_ROUNDS = 8;

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void settlesAfterEveryEventAndLeavesNothingBehind(
      @ForAll long seed, @ForAll @IntRange(min = 4, max = 16) int events) {
    var story = new Story(new Random(seed));
    for (var event = 0; event < events; event++) {
      story.happen();
      story.settle();
    }
    story.undo();
    assertThat(view(story.node))
        .as(story.toString())
        .containsExactlyElementsOf(view(story.untouched));
  }

  /** Everything but the inodes, which tell how many cgroups were made in between. */
  private static List<String> view(FakeNode node) {
    var seen = node.snapshot();
    var view = new ArrayList<String>();
    seen.cgroups()
        .all()
        .forEach(
            c -> view.add(c.path() + " " + c.type() + c.subtreeControl() + meaning(c.knobs())));
    seen.processes().forEach(process -> view.add(process.toString()));
    seen.threads().forEach(thread -> view.add(thread.toString()));
    view.add("swappiness " + seen.machine().swappiness());
    return view;
  }

  /** A cpuset cannot be emptied again, and all of two NUMA nodes is what an empty one means. */
  private static Map<String, String> meaning(Map<String, String> knobs) {
    var meaning = new TreeMap<>(knobs);
    meaning.replace("cpuset.cpus", "0-3", "");
    meaning.replace("cpuset.mems", "0-1", "");
    return meaning;
  }

  /** A node with the agent, and what it would be like had the agent never come. */
  private static final class Story {
    private static final ThreadClass GIVING =
        new ThreadClass(
            "giving",
            Set.of(ThreadClass.SchedulingPolicy.FIFO),
            ThreadClass.LOWEST_PRIORITY,
            List.of(Pattern.compile("dsp")),
            100,
            ThreadClass.Uclamp.NONE,
            ExclusiveCpus.NONE,
            new GivenScheduling(ThreadClass.SchedulingPolicy.RR, 9, true));
    private static final String[] THREAD_NAMES = {"worker", "pw-data-loop", "dsp"};
    private static final SchedAttr[] SCHEDULINGS = {
      new SchedAttr(Optional.of(Policy.OTHER), 0, 0, false),
      new SchedAttr(Optional.of(Policy.OTHER), 0, -5, false),
      new SchedAttr(Optional.of(Policy.FIFO), 7, 0, false),
      SchedAttr.realtime(Policy.FIFO, 7, true)
    };
    private static final List<String> SIZES = List.of("16Mi", "64Mi", "600Mi", "1200Mi");

    private final Random random;
    private final FakeNode node = FakeNode.withNumaNodes(2);
    private final FakeNode untouched = FakeNode.withNumaNodes(2);
    private final List<Pod> pods = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Configuration configuration = Configuration.defaults();
    private FakeFlow flow = new FakeFlow(node, () -> configuration);
    private int nextPid = 10;

    Story(Random random) {
      this.random = random;
    }

    void happen() {
      if (random.nextBoolean()) {
        node.readable();
      }
      switch (random.nextInt(14)) {
        case 0, 1, 2 -> newPod();
        case 3 -> oneOf(pods).ifPresent(this::newContainer);
        case 4 -> oneOf(node.snapshot().processes()).ifPresent(this::fork);
        case 5 -> oneOf(pods).ifPresent(this::change);
        case 6 -> oneOf(pods).ifPresent(this::end);
        case 7 -> configure();
        case 8 -> drift();
        case 9 -> oneOf(List.copyOf(node.snapshot().cgroups().paths())).ifPresent(this::hide);
        case 10, 11 -> oneOf(node.snapshot().processes()).ifPresent(this::startThread);
        case 12 -> oneOf(node.snapshot().threads()).ifPresent(this::changeThread);
        default -> oneOf(containers()).ifPresent(this::stop);
      }
    }

    private void hide(CgroupPath path) {
      if (!path.isRoot()) {
        told.add("unreadable: " + path);
        if (random.nextBoolean()) {
          node.unreadable(path);
        } else {
          node.closed(path);
        }
      }
    }

    void settle() {
      if (random.nextInt(6) == 0) {
        told.add("the journal's disk is full for two runs");
        node.journalTakes(false);
        flow.runOnce();
        flow.runOnce();
        node.journalTakes(true);
      }
      for (var run = 0; run < MOST_RUNS; run++) {
        var report = flow.runOnce();
        assertThat(report.outcomes()).as(toString()).allMatch(Outcome.Applied.class::isInstance);
        if (report.plan().isEmpty()) {
          return;
        }
      }
      assertThat(flow.runOnce().plan().actions()).as(toString()).isEmpty();
    }

    void undo() {
      node.readable();
      for (var round = 0; round < MOST_ROUNDS; round++) {
        var plan = new Planner().undo(node.snapshot());
        assertThat(node.apply(plan)).as(toString()).allMatch(Outcome.Applied.class::isInstance);
      }
      assertThat(node.snapshot().originals().all()).as(toString()).isEmpty();
    }

    private void newPod() {
      var pod = pod("p" + nextPid, any(QosClass.values()));
      pods.add(pod);
      both(words(pod), n -> n.pod(pod));
      newContainer(pod);
    }

    private Pod pod(String name, QosClass qos) {
      var builder =
          PodBuilder.pod(name).profile(random.nextInt(4) == 0 ? "render" : "realtime").qos(qos);
      builder.container("a", size(), size());
      return annotated(builder).build();
    }

    private static String words(Pod pod) {
      return "%s %s %s%s".formatted(pod.name(), pod.qos(), pod.labels(), pod.annotations());
    }

    private @Nullable String size() {
      return random.nextInt(3) == 0 ? null : SIZES.get(random.nextInt(SIZES.size()));
    }

    private PodBuilder annotated(PodBuilder builder) {
      return switch (random.nextInt(12)) {
        case 0 -> builder.annotation(Labels.HOLD, "true");
        case 1 -> builder.annotation(Labels.OOM_SCORE_ADJ, Integer.toString(random.nextInt(1000)));
        case 2 -> builder.annotation(Labels.MEMORY_MIN, "48Mi");
        case 3 -> builder.annotation(Labels.SWAP_MAX, "max");
        case 4 -> builder.annotation(Labels.NUMA_NODE, Integer.toString(random.nextInt(3)));
        default -> builder;
      };
    }

    private void newContainer(Pod pod) {
      var pid = nextPid++;
      var id = "c" + pid;
      var charged = Bytes.ofMebibytes(random.nextInt(40));
      var isYoung = random.nextBoolean();
      both(
          "%s %s in %s".formatted(isYoung ? "born" : "running", id, pod.name()),
          n -> {
            var _ = isYoung ? n.born(pod, id, pid) : n.running(pod, id, pid, charged);
          });
    }

    private void fork(SeenProcess parent) {
      var pid = nextPid++;
      both(
          "fork %d of %d".formatted(pid, parent.id().pid()),
          n -> n.process(pid, parent.id().pid(), "fork", process(n, parent.id().pid()).cgroup()));
    }

    private void change(Pod pod) {
      if (random.nextInt(4) == 0) {
        both("forget " + pod.name(), n -> n.forget(pod));
        pods.remove(pod);
        return;
      }
      var changed = pod(pod.name(), pod.qos());
      pods.set(pods.indexOf(pod), changed);
      both("changed: " + words(changed), n -> n.pod(changed));
    }

    private void end(Pod pod) {
      pods.remove(pod);
      both("delete " + pod.name(), n -> n.delete(pod));
    }

    private record Container(Pod pod, SeenContainer seen) {}

    private List<Container> containers() {
      return untouched.snapshot().pods().stream()
          .flatMap(pod -> pod.containers().stream().map(c -> new Container(pod.pod(), c)))
          .toList();
    }

    private void stop(Container container) {
      var pids =
          untouched.snapshot().processesBelow(container.seen().home()).stream()
              .map(process -> process.id().pid())
              .toList();
      both(
          "stop " + container.seen().id(),
          n -> {
            pids.forEach(n::exit);
            n.removed(container.pod(), container.seen().id());
          });
    }

    private <T> T any(T[] values) {
      return values[random.nextInt(values.length)];
    }

    private void configure() {
      configuration =
          new Configuration(
              any(Placement.values()),
              any(Domain.values()),
              random.nextBoolean(),
              random.nextInt(4) == 0 ? null : random.nextInt(100),
              random.nextInt(4) == 0 ? null : 20 + random.nextInt(60),
              Configuration.defaults().onStop(),
              false,
              Configuration.defaults().reservedCpus(),
              profiles(),
              Configuration.defaults().pressure(),
              Configuration.defaults().migration());
      told.add("configuration " + configuration.placement() + " " + configuration.domain());
      if (random.nextBoolean()) {
        told.add("restart");
        flow = new FakeFlow(node, () -> configuration);
      }
    }

    private Map<String, Profile> profiles() {
      var profiles = new HashMap<>(Configuration.defaults().profiles());
      if (random.nextBoolean()) {
        profiles.computeIfPresent("realtime", (_, profile) -> profile.with(List.of(GIVING)));
      }
      return profiles;
    }

    private void startThread(SeenProcess process) {
      var tid = nextPid++;
      var name = any(THREAD_NAMES);
      var scheduling = any(SCHEDULINGS);
      both(
          "thread %d %s %s of %d".formatted(tid, name, scheduling.text(), process.id().pid()),
          n -> n.thread(process.id().pid(), tid, name, scheduling));
    }

    private void changeThread(SeenThread thread) {
      var tid = thread.id().tid();
      var scheduling = any(SCHEDULINGS);
      switch (random.nextInt(3)) {
        case 0 -> both("end of thread " + tid, n -> n.endThread(tid));
        case 1 -> both("thread %d is a dsp".formatted(tid), n -> n.renameThread(tid, "dsp"));
        default ->
            both(
                "thread %d is %s".formatted(tid, scheduling.text()),
                n -> n.scheduleThread(tid, scheduling));
      }
    }

    private void drift() {
      oneOf(
              node.snapshot().cgroups().all().stream()
                  .filter(cgroup -> Subtree.contains(cgroup.path()))
                  .filter(cgroup -> cgroup.knobs().containsKey("cpu.weight"))
                  .toList())
          .ifPresent(
              cgroup -> {
                told.add("cpu.weight 7 in " + cgroup.path());
                node.knob(cgroup.path(), "cpu.weight", "7");
              });
    }

    private static SeenProcess process(FakeNode node, int pid) {
      return node.snapshot().processes().stream()
          .filter(process -> process.id().pid() == pid)
          .findFirst()
          .orElseThrow();
    }

    private <T> Optional<T> oneOf(List<T> all) {
      return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private void both(String what, Consumer<FakeNode> event) {
      told.add(what);
      event.accept(node);
      event.accept(untouched);
    }

    @Override
    public String toString() {
      return String.join("\n", told);
    }
  }
}
