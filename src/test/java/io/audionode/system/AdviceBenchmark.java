package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.psi.Pressure;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.docs.AdviceRow;
import io.audionode.docs.AdviceRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Follows the usual advice and notes what the kernel makes of it, for {@code scripts/bench advice}.
 * What only a hog can tell is compared in {@link ProtectionBenchmark}.
 */
class AdviceBenchmark extends Scenario {
  private static final String UID = "aaaaaaaa-1111-4bbb-8ccc-000000000009";
  private static final String MOUNT = "/sys/fs/cgroup/";
  private static final long PLAYED_MIB = 180;
  private static final Duration READ_BACK = Duration.ofSeconds(1);
  private static final Duration WATCHED = Duration.ofSeconds(8);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** A program in Go, with options that keep it to loopback. */
  private static final List<String> GO =
      List.of(Bench.setting("GO", ""), "--web.listen-address=127.0.0.1:9101");

  private final List<AdviceRow> rows = new ArrayList<>();

  @Test
  void followsTheUsualAdvice() throws IOException, InterruptedException {
    var pod = kubepods.burstable(UID);
    var container = pod.child("c");
    kubepods.create(container);
    writeOneToType(container);
    useNameOfVersionOne(container, "memory.limit_in_bytes", "100M");
    useNameOfVersionOne(container, "memory.swappiness", "0");
    moveARunningProcess(pod.child("from"), container);
    limitGo(pod.child("go"));
    readAverages(pod.child("stalled"));
    var run = new AdviceRun(Bench.origin(), rows);
    Files.writeString(Bench.out().resolve("advice.json"), run.json());
    System.out.println(run.markdown());
  }

  private void writeOneToType(CgroupPath container) {
    var said = shell("echo 1 >" + MOUNT + container + "/cgroup.type").output();
    add(
        "`echo 1 > cgroup.type`",
        "%s; it stays `%s`".formatted(reason(said), kubepods.read(container, "cgroup.type")));
  }

  private void useNameOfVersionOne(CgroupPath container, String file, String value) {
    var said = shell("echo %s >%s%s/%s".formatted(value, MOUNT, container, file)).output();
    add(
        "`echo %s > %s`".formatted(value, file),
        "%s, also as root: there is no such file, and none can be made".formatted(reason(said)));
  }

  /** What a shell says after the name of a file. */
  private static String reason(String said) {
    return said.strip().replaceAll(".*: ", "");
  }

  private void moveARunningProcess(CgroupPath from, CgroupPath to) {
    var audio = play(from);
    kubepods.write(to, "cgroup.procs", Integer.toString(audio.pid()));
    add(
        "moving a running process, so that its memory is protected where it goes",
        "it had filled %d MiB: %s stay charged to the cgroup that it left, and %s are in the new one"
            .formatted(PLAYED_MIB, charged(from), charged(to)));
    audio.close();
  }

  private Workload play(CgroupPath container) {
    var birth = new Workload.Birth(0, 0, Duration.ofMillis(10));
    return start(container, birth, "audio", "--mib", Long.toString(PLAYED_MIB)).awaitRunning();
  }

  private String charged(CgroupPath path) {
    return "%d MiB".formatted(Long.parseLong(kubepods.read(path, "memory.current")) / MIB);
  }

  /** The same process twice, as only the cgroups' minimum differs. */
  private void limitGo(CgroupPath limited) throws IOException, InterruptedException {
    kubepods.create(limited);
    var process = startInGo(limited);
    try {
      reclaim();
      var taken = process("VmSwap:", process.pid());
      var left = process("VmRSS:", process.pid());
      process.destroyForcibly().waitFor();
      process = startInGo(limited);
      for (var above = limited; !above.isRoot(); above = above.parent().orElseThrow()) {
        kubepods.write(above, "memory.min", Long.toString(64 * MIB));
      }
      reclaim();
      add(
          "`GOMEMLIMIT=64MiB`, so that the program keeps its memory",
          ("it says when Go collects, and nothing to the kernel: when the node's memory was reclaimed, %,d KiB of the program"
                  + " went to swap and %,d KiB stayed; with a `memory.min` of 64 MiB on its cgroup and all above, %,d KiB went")
              .formatted(taken, left, process("VmSwap:", process.pid())));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process startInGo(CgroupPath container) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "sh",
                "-c",
                "echo $$ >" + MOUNT + container + "/cgroup.procs; exec \"$@\"",
                "sh",
                GO.getFirst(),
                GO.getLast())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    process.environment().put("GOMEMLIMIT", "64MiB");
    var started = process.start();
    Thread.sleep(Duration.ofSeconds(10)); // its heap is what it is in use
    assertThat(started.isAlive()).as(GO.getFirst()).isTrue();
    return started;
  }

  /** As far as it goes: who asks for more than there is gets EAGAIN. */
  private void reclaim() {
    shell("echo 512M >" + MOUNT + "kubepods/memory.reclaim");
  }

  private static long process(String field, long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).strip().split(" ", 2)[0])
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  private void readAverages(CgroupPath container) throws InterruptedException {
    var audio = play(container);
    var before = pressure(container);
    reclaim();
    Thread.sleep(READ_BACK);
    var after = pressure(container);
    var stalled = Duration.ofNanos(1000 * (after.totalUsec() - before.totalUsec()));
    var highest = after.avg10();
    var begin = System.nanoTime();
    while (System.nanoTime() - begin < WATCHED.toNanos()) {
      Thread.sleep(LOOK);
      highest = Math.max(highest, pressure(container).avg10());
    }
    add(
        "reading `avg10` of `memory.pressure` now and then",
        "a program read its pages back from swap: of the first second it stood still for %d ms by `total`; `avg10` said %.2f then, and %.2f at its most"
            .formatted(stalled.toMillis(), after.avg10(), highest));
    audio.close();
  }

  private Pressure.Line pressure(CgroupPath path) {
    return Pressure.parse(kubepods.read(path, "memory.pressure") + "\n").some().orElseThrow();
  }

  private static Command shell(String script) {
    return Command.run(List.of("bash", "-c", script));
  }

  private void add(String advice, String result) {
    rows.add(new AdviceRow(advice, result));
    System.out.println(rows.getLast());
  }
}
