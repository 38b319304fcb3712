package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.memory.GrowerView;
import io.audionode.agent.report.memory.GrownView;
import io.audionode.agent.report.memory.PodMemoryView;
import io.audionode.agent.report.memory.ProcessMemoryView;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a pod's memory is made of, and what of it grew, is told as the kernel has it. */
class MemoryCompositionScenarioTest extends Scenario {
  private static final String UID = "bbbbbbbb-aaaa-4bbb-8ccc-000000000001";
  private static final CgroupPath POD = NODE0.child("pod" + UID);
  private static final int SIGUSR1 = 10;

  /** A file that no other program of the guest maps. */
  private static final String FILE = "/usr/bin/qemu-system-x86_64";

  /** The kernel counts up to 64 pages on each of four processors before it adds them up. */
  private static final long BATCHES = 64L * 4 * 4096;

  @Test
  void saysWhatAPodsMemoryIsMadeOfAndNamesThePartThatGrows() throws IOException {
    pod("mixer").into(agent.pods);
    startAgent();
    var program =
        parts("--heap-mib 20 --anon-mib 28 --shared-mib 12 --file-mib 8 --grow heap --grow-mib 48");
    awaitIn(NODE0, program);
    program.awaitRunning();
    var steady = awaitSteadyMinute(program);
    assertIsWhatTheKernelSays(steady, program);

    Linux.system().kill(program.pid(), SIGUSR1);
    await().atMost(PATIENCE).until(() -> program.measure("grown") == 1);

    var grown = await().atMost(PATIENCE).until(this::view, it -> grower(it).isPresent());
    var grower = grower(grown).orElseThrow();
    assertThat(grower.kind()).isEqualTo("anon");
    assertThat(requireNonNull(grower.growth()).bytes())
        .isBetween(48 * MIB - BATCHES, 48 * MIB + BATCHES);
    var process = requireNonNull(grower.process());
    assertThat(process.pid()).isEqualTo(program.pid());
    assertThat(process.comm()).isEqualTo("parts");
    assertThat(process.part()).isEqualTo("heap");
    assertThat(process.growth().bytes()).isBetween(48 * MIB, 49 * MIB);
    for (var other : List.of("anonymous", "stack", "shared", "file")) {
      assertThat(overAMinute(process(grown, program), other)).as(other).isLessThan(MIB);
    }
    assertIsWhatTheKernelSays(grown, program);
    System.out.println(grower.text());
  }

  @Test
  void readsVeryManyMappingsWithinItsBounds() throws IOException {
    pod("mixer").into(agent.pods);
    startAgent();
    var program = parts("--mappings 60000");
    awaitIn(NODE0, program);
    program.awaitRunning();

    var process =
        await()
            .atMost(PATIENCE)
            .until(() -> process(view(), program), MemoryCompositionScenarioTest::hasThemAll);

    var mapped = process.mapped();
    var problem = process.problem();
    System.out.println(
        mapped == null || problem != null
            ? "60000 mappings: " + problem
            : "%d mappings read in %d us of an emulated processor"
                .formatted(mapped.mappings(), mapped.tookMicros()));
    if (mapped == null || problem != null) {
      assertThat(problem).startsWith("smaps: given up after 2");
    } else {
      assertThat(mapped.mappings()).isLessThan(60_100);
    }
    assertThat(process.rss().bytes()).isGreaterThan(60_000 * 4096);
    assertThat(bytes(view().charged(), "anon"))
        .isBetween(60_000 * 4096 - BATCHES, 60_000 * 4096 + 4 * MIB);
    assertThat(agent.status().loops())
        .filteredOn(loop -> loop.name().equals("memory"))
        .allMatch(loop -> loop.alive() && loop.failures() == 0);
  }

  /** Or was tried and given up; a reading from before they were there is of another moment. */
  private static boolean hasThemAll(ProcessMemoryView process) {
    var mapped = process.mapped();
    var problem = process.problem();
    return problem == null
        ? mapped != null && mapped.mappings() >= 60_000
        : problem.startsWith("smaps: given up");
  }

  private static PodFile pod(String name) {
    return PodFile.pod(name, UID)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory("64Mi", "320Mi");
  }

  private Workload parts(String options) {
    var words = (options + " --file " + FILE).split(" ");
    return start(
        kubepods.burstable(UID).child("c"),
        Workload.Birth.burstable(320 * MIB).adopted(),
        "parts",
        words);
  }

  /** The agent's answer when somebody asks now; before the first reading there is none. */
  private PodMemoryView view() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> agent.views().memory().of(UID).toCompletableFuture().join(), Optional::isPresent)
        .orElseThrow();
  }

  /** What was taken at the start is no growth any more. */
  private PodMemoryView awaitSteadyMinute(Workload program) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            this::view,
            it ->
                it.processes().size() == 1
                    && growth(it.charged(), "anon").filter(bytes -> bytes < BATCHES).isPresent()
                    && growth(memory(process(it, program)), "heap")
                        .filter(bytes -> bytes == 0)
                        .isPresent());
  }

  private static Optional<GrowerView> grower(PodMemoryView view) {
    return view.growers().stream()
        .filter(grower -> grower.minutes() == 1 && grower.process() != null)
        .findFirst();
  }

  private static ProcessMemoryView process(PodMemoryView view, Workload program) {
    return view.processes().stream()
        .filter(process -> process.pid() == program.pid())
        .findFirst()
        .orElseThrow(() -> new AssertionError(program.pid() + " is not in " + view));
  }

  private static Map<String, GrownView> memory(ProcessMemoryView process) {
    var mapped = process.mapped();
    return mapped == null ? Map.of() : mapped.memory();
  }

  private static long bytes(Map<String, GrownView> numbers, String kind) {
    return requireNonNull(numbers.get(kind), () -> kind + " is not in " + numbers).bytes();
  }

  private static long overAMinute(ProcessMemoryView process, String part) {
    return growth(memory(process), part).orElseThrow();
  }

  private static Optional<Long> growth(Map<String, GrownView> numbers, String kind) {
    return Optional.ofNullable(numbers.get(kind))
        .flatMap(number -> number.over(1))
        .map(growth -> growth.bytes());
  }

  /** Before 5.18 there are only its parts, and not all of them on every kernel. */
  private static Bytes inKernel(MemoryStat stat) {
    var parts = Stream.of("kernel_stack", "pagetables", "percpu", "slab");
    return stat.kernel()
        .orElseGet(
            () -> parts.flatMap(key -> stat.amount(key).stream()).reduce(Bytes.ZERO, Bytes::plus));
  }

  /** Nothing moves while the program waits, so that both say the same but for batches. */
  private void assertIsWhatTheKernelSays(PodMemoryView view, Workload program) {
    var stat = MemoryStat.parse(kubepods.read(POD, "memory.stat") + "\n");
    var home = MemoryStat.parse(kubepods.read(kubepods.burstable(UID), "memory.stat") + "\n");
    assertNear(view, "anon", stat.anon().plus(home.anon()));
    assertNear(view, "file", stat.file().plus(home.file()));
    assertNear(view, "shmem", stat.shmem().plus(home.shmem()));
    assertNear(view, "kernel", inKernel(stat).plus(inKernel(home)));
    if (stat.kernel().isPresent()) {
      assertThat(view.kernelSource()).isEqualTo("kernel");
    } else {
      assertThat(view.kernelSource()).startsWith("kernel_stack + ");
    }
    var kernel = new KernelView(kubepods);
    assertNear(
        view, "current", Bytes.of(kernel.charged(POD) + kernel.charged(kubepods.burstable(UID))));

    var rollup = kubepods.proc.smapsRollup(program.pid());
    var memory = memory(process(view, program));
    assertThat(bytes(memory, "rss")).isEqualTo(rollup.rss().value());
    assertThat(bytes(memory, "anonPages")).isEqualTo(rollup.anonymous().value());
    assertThat(bytes(memory, "swap")).isEqualTo(rollup.swap().value());
    assertThat(bytes(memory, "anonPages"))
        .isBetween(stat.anon().value() - BATCHES, stat.anon().value() + BATCHES);
    var onNodes = requireNonNull(process(view, program).onNodes()).pages();
    kubepods
        .proc
        .numaMaps(program.pid())
        .bytes()
        .forEach(
            (node, bytes) ->
                assertThat(requireNonNull(onNodes.get(node.toString())).bytes())
                    .as("on NUMA node %d", node)
                    .isEqualTo(bytes.value()));
    assertThat(bytes(memory, "anonymous")).isBetween(28 * MIB, 29 * MIB);
    assertThat(bytes(memory, "shared")).isEqualTo(12 * MIB);
    assertThat(bytes(memory, "file")).isBetween(8 * MIB, 10 * MIB);
    assertThat(bytes(memory, "heap")).isBetween(20 * MIB, 70 * MIB);
  }

  private static void assertNear(PodMemoryView view, String kind, Bytes kernels) {
    assertThat(bytes(view.charged(), kind))
        .as(kind)
        .isBetween(kernels.value() - BATCHES, kernels.value() + BATCHES);
  }
}
