package io.audionode.code;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.fixture.OrdinaryDirectories;
import io.audionode.agent.model.Alarms;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.observe.Witnesses;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.kernel.KubeletCpus;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Core;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** What is read of a node, from files in memory and with real system calls. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Looks {
  private static final List<String> EACH_SECOND =
      List.of(Core.PROCS, Memory.CURRENT.file(), Memory.EVENTS.file());
  private static final long HALF_A_MINUTE = 30_000_000_000L; // ns

  @Param({"10", "50", "100", "250", "500"})
  private int pods;

  private final SettledCgroups settled = new SettledCgroups(() -> 0);
  private final AtomicLong clock = new AtomicLong();
  private final SettledCgroups doubted = new SettledCgroups(clock::get);
  private @Nullable FileTree tree;
  private @Nullable Observer all;
  private @Nullable Observer changed;
  private @Nullable Observer slow;
  private @Nullable CgroupPath place;
  private List<CgroupPath> containers = List.of();
  private List<OpenFiles> files = List.of();

  @Setup
  public void write() throws IOException {
    var made = FileTree.of(Files.createTempDirectory(Path.of("/dev/shm"), "looks"), pods);
    tree = made;
    containers = made.containers();
    place = containers.getFirst();
    var sys = OrdinaryDirectories.sys();
    var cgroups = new CgroupFs(sys, made.cgroups());
    var proc = new ProcFs(sys, made.proc());
    all = observer(made, new Kernel(sys, cgroups, proc, _ -> {}));
    var kubelet = new KubeletCpus(made.root());
    changed = observer(made, new Kernel(sys, cgroups, proc, settled::watched, settled, kubelet));
    slow = observer(made, new Kernel(sys, cgroups, proc, doubted::watched, doubted, kubelet));
    for (var settling : List.of(changed, slow)) {
      settling.snapshot();
      settling.snapshot();
    }
    files = EACH_SECOND.stream().map(file -> OpenFiles.of(cgroups, proc, file)).toList();
  }

  private static Observer observer(FileTree tree, Kernel kernel) {
    var witnesses = new Witnesses(() -> Alarms.NONE, Optional.of(List::of), List::of);
    return new Observer(
        kernel,
        () -> new PodList(tree.pods(), List.of()),
        tree.settled()::originals,
        witnesses,
        () -> false);
  }

  @TearDown
  public void delete() throws IOException {
    files.forEach(OpenFiles::close);
    requireNonNull(tree).delete();
  }

  /** The first ones, and each time where the kernel refuses a watch. */
  @Benchmark
  public NodeSnapshot lookAtAll() {
    return requireNonNull(all).snapshot();
  }

  /** What an idle agent does every half minute. */
  @Benchmark
  public NodeSnapshot lookAgain() {
    clock.addAndGet(HALF_A_MINUTE);
    return requireNonNull(slow).snapshot();
  }

  /** Somebody wrote to one control file. */
  @Benchmark
  public NodeSnapshot lookAtAChange() {
    settled.changed(requireNonNull(place), Memory.MIN.file());
    return requireNonNull(changed).snapshot();
  }

  /** What is read while nothing happens. */
  @Benchmark
  public void readASecond(Blackhole blackhole) {
    for (var file : files) {
      for (var container : containers) {
        blackhole.consume(file.read(container));
      }
    }
  }
}
