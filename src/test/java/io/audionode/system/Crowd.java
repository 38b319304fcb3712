package io.audionode.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Many small audio pods, told by their numbers, that are born and gone without ceremony. */
final class Crowd implements AutoCloseable {
  private static final int REALTIME = -500;
  private static final Duration EACH = Duration.ofSeconds(1);

  private final Kubepods kubepods;
  private final Path directory;
  private final List<Process> programs = new ArrayList<>();
  private final Deque<Process> prepared = new ArrayDeque<>();

  /**
   * @param directory of Pod files
   */
  Crowd(Kubepods kubepods, Path directory) {
    this.kubepods = kubepods;
    this.directory = directory;
  }

  static String uid(int number) {
    return "57000000-aaaa-4bbb-8ccc-%012d".formatted(number);
  }

  /** Tells the agent of a pod. */
  void announce(int number) {
    PodFile.pod("pod-" + number, uid(number))
        .profile("realtime")
        .memory("1Mi", "16Mi")
        .into(directory);
  }

  /** Starts so many programs for containers to come, which are born the quicker. */
  void prepare(int containers) {
    for (var number = 0; number < containers; number++) {
      prepared.add(start("/bin/sleep", "100000"));
    }
  }

  /** A pod's containers with a program each; returns their PIDs. */
  Set<Long> bear(int number, int containers) {
    var born = new HashSet<Long>();
    for (var name = 0; name < containers; name++) {
      var program = prepared.isEmpty() ? start("/bin/sleep", "100000") : prepared.remove();
      born.add(bear(number, "c" + name, program).pid());
    }
    return born;
  }

  /** A container with a program, which is moved there once it runs. */
  Process bear(int number, String name, String... command) {
    return bear(number, name, start(command));
  }

  private Process bear(int number, String name, Process program) {
    var container = kubepods.burstable(uid(number)).child(name);
    kubepods.create(container);
    kubepods.write(container, "cgroup.procs", Long.toString(program.pid()));
    return program;
  }

  private Process start(String... command) {
    try {
      var program = new ProcessBuilder(command).start();
      programs.add(program);
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * In the subtree or, where an emulated processor makes the agent come too late, in place. One
   * after the other: with many it takes longer than anything else.
   */
  void awaitProtected(Set<Long> born) {
    await()
        .atMost(Scenario.PATIENCE.plus(EACH.multipliedBy(born.size())))
        .until(
            () ->
                born.stream()
                    .allMatch(pid -> kubepods.proc.oomScoreAdj(pid.intValue()) == REALTIME));
  }

  /** Ends every program, wherever it is by now. */
  void end() {
    programs.forEach(Process::destroyForcibly);
    await().atMost(Scenario.PATIENCE).until(() -> programs.stream().noneMatch(Process::isAlive));
    programs.forEach(Crowd::closePipes);
    programs.clear();
  }

  private static void closePipes(Process program) {
    try (var _ = program.getInputStream();
        var _ = program.getErrorStream();
        var _ = program.getOutputStream()) {
      // or they stay open until a collection
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what kubelet and the API server keep of a pod without programs. */
  void bury(int number) {
    kubepods.remove(Kubepods.ROOT.child("burstable").child("pod" + uid(number)));
    try {
      Files.delete(directory.resolve("pod-" + number + ".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    end();
  }
}
