package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.config.Configuration.Placement;
import io.audionode.agent.config.Profile.Numa;
import io.audionode.agent.config.Profile.Reaction;
import io.audionode.agent.config.ThreadClass.SchedulingPolicy;
import io.audionode.agent.model.QosClass;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
  private static final String SOURCE = "config.yaml";

  @Test
  void readsEveryKey() throws ConfigurationException {
    var configuration =
        read(
            """
            placement: subtree-always
            domain: node
            swappiness: keep
            subtreeMax: none
            onStop: restore
            pause: true
            profiles:
              live:
                memoryMin: 90% limit
                swapMax: max
                oomScoreAdj: {Guaranteed: -1000, Burstable: 1000, BestEffort: 0}
                numa: any
                threads:
                  - name: dsp-0
                    policies: [BATCH, OTHER]
                    minPriority: 40
                    names: ["^dsp$"]
                    cpuWeight: 1
                    uclampMin: 20%
                    uclampMax: 90%
                    schedPolicy: rr
                    priority: 55
                    force: true
                mlockAdvice: true
                reactions: [throttle, observe]
            pressure:
              triggers: [{name: soon, kind: full, stall: 500us, window: 10s}]
              calm: 1s
              coolDown: 3600s
            """);
    assertThat(configuration.placement()).isEqualTo(Placement.SUBTREE_ALWAYS);
    assertThat(configuration.domain()).isEqualTo(Domain.NODE);
    assertThat(configuration.swappiness()).isNull();
    assertThat(configuration.subtreeMax()).isNull();
    assertThat(configuration.onStop()).isEqualTo(Configuration.OnStop.RESTORE);
    assertThat(configuration.pause()).isTrue();
    assertThat(configuration.profiles().keySet()).containsExactly("realtime", "render", "live");
    assertThat(configuration.profiles().get("live"))
        .isEqualTo(
            new Profile(
                "live",
                new MemoryMin.OfLimit(90),
                Limit.MAX,
                adj(-1000, 1000, 0),
                Numa.ANY,
                List.of(
                    new ThreadClass(
                        "dsp-0",
                        Set.of(SchedulingPolicy.OTHER, SchedulingPolicy.BATCH),
                        40,
                        List.of(Pattern.compile("^dsp$")),
                        1,
                        new ThreadClass.Uclamp(20, 90),
                        ExclusiveCpus.NONE,
                        new ThreadClass.GivenScheduling(SchedulingPolicy.RR, 55, true))),
                true,
                Set.of(Reaction.OBSERVE, Reaction.THROTTLE)));
    assertThat(configuration.wantsDonors()).isTrue();
    assertThat(configuration.pressure().calm()).isEqualTo(Duration.ofSeconds(1));
    assertThat(configuration.pressure().coolDown()).isEqualTo(Duration.ofHours(1));
    assertThat(configuration.pressure().triggers())
        .containsExactly(
            new Pressure.Trigger(
                "soon", Pressure.Kind.FULL, Duration.ofNanos(500_000), Duration.ofSeconds(10)));
  }

  @Test
  void changesOnlyTheGivenKeysOfBuiltInProfile() throws ConfigurationException {
    var realtime =
        profile(
            "realtime", "profiles: {realtime: {memoryMin: 256Mi, oomScoreAdj: {Burstable: -1}}}");
    var before = profile("realtime", "");
    assertThat(realtime)
        .isEqualTo(
            new Profile(
                "realtime",
                new MemoryMin.Fixed(Bytes.ofMebibytes(256)),
                before.swapMax(),
                adj(-900, -1, -300),
                before.numa(),
                before.threads(),
                before.mlockAdvice(),
                before.reactions()));
  }

  @Test
  void givesNewProfileCautiousDefaults() throws ConfigurationException {
    assertThat(profile("live", "profiles: {live: }"))
        .isEqualTo(
            new Profile(
                "live",
                new MemoryMin.OfRequest(100),
                Limit.of(Bytes.ZERO),
                adj(0, 0, 0),
                Numa.PREFERRED,
                List.of(),
                false,
                Set.of(Reaction.OBSERVE, Reaction.OOM)));
  }

  @Test
  void givesThreadClassTheKernelsWeight() throws ConfigurationException {
    var threads =
        profile("live", "profiles: {live: {threads: [{name: io, names: [x]}]}}").threads();
    assertThat(threads)
        .containsExactly(new ThreadClass("io", Set.of(), List.of(Pattern.compile("x")), 100));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uclampMin: 60%, uclampMax: 50% | uclampMin: puts uclampMin above uclampMax, 50%",
        "uclampMax: 101% | uclampMax: \"101%\" is out of range; allowed: 0%..100%",
        "minPriority: 0 | minPriority: \"0\" is out of range; allowed: 1..99",
        "schedPolicy: fifo | priority is missing; allowed: 1..99",
        "schedPolicy: deadline, priority: 1 | schedPolicy: \"deadline\" is not understood; allowed: fifo, rr or \"keep\"",
        "priority: 9 | priority: says something only beside schedPolicy: fifo or rr",
        "force: true | force: says something only beside schedPolicy: fifo or rr",
      })
  void refusesAThreadClassThatMakesNoSense(String keys, String problem) {
    assertThat(refusal("profiles: {live: {threads: [{name: a, names: [x], %s}]}}".formatted(keys)))
        .hasMessageContaining(problem);
  }

  @Test
  void readsReservedAndExclusiveCpus() throws ConfigurationException {
    var configuration =
        ConfigurationReader.read(
            """
            reservedCpus: 4,0-1
            profiles:
              live: {threads: [{name: rt, names: [x], exclusiveCpus: 64, partition: isolated}]}
            """,
            "config.yaml");
    assertThat(configuration.reservedCpus()).isEqualTo(CpuList.of(0, 1, 4));
    assertThat(
            requireNonNull(configuration.profiles().get("live")).threads().getFirst().exclusive())
        .isEqualTo(new ExclusiveCpus(64, ExclusiveCpus.Partition.ISOLATED));
    assertThat(ConfigurationReader.read("reservedCpus: none", "x").reservedCpus().isEmpty())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reservedCpus: 3-1 | is no list of cpus | a list of cpus such as 0-1,4 (0..65535), or \"none\"",
        "reservedCpus: '' | names no cpu | a list of cpus such as 0-1,4 (0..65535), or \"none\"",
        "profiles: {a: {threads: [{name: rt, names: [x], exclusiveCpus: 65}]}} | is out of range | 0..64",
        "profiles: {a: {threads: [{name: rt, names: [x], partition: root}]}} | needs cpus of its own | with exclusiveCpus: 1..64"
      })
  void saysWhatIsWrongWithCpus(String yaml, String problem, String allowed) {
    assertThatThrownBy(() -> ConfigurationReader.read(yaml, "config.yaml"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining(allowed);
  }

  @Test
  void followsAnchorsAndMergeKeys() throws ConfigurationException {
    var stage =
        profile(
            "stage",
            """
            profiles:
              live: &live {swapMax: 1Mi, numa: any}
              stage: {<<: *live, numa: required}
            """);
    assertThat(stage.swapMax()).isEqualTo(Limit.of(Bytes.ofMebibytes(1)));
    assertThat(stage.numa()).isEqualTo(Numa.REQUIRED);
  }

  @Test
  void collectsAllProblemsWithTheirLines() {
    assertThat(
            refusal(
                """
                placement: sideways
                swapiness: 1
                profiles:
                  realtime:
                    memoryMin: 100% requests
                    threads: [{name: main}]
                """))
        .hasMessage(
            """
            config.yaml:1: placement: "sideways" is not understood; allowed: subtree, subtree-always, in-place
            config.yaml:2: swapiness: is no key; did you mean "swappiness"? allowed: placement, domain, inPlaceThreads, swappiness, subtreeMax, onStop, pause, logLevel, migration, migrationBudget, reservedCpus, profiles, pressure
            config.yaml:5: profiles.realtime.memoryMin: "100% requests" is not understood; allowed: "N% request", "N% limit" (N is 0..100) or a quantity such as 256Mi
            config.yaml:6: profiles.realtime.threads[0]: has neither policies nor names; without them no thread belongs to it
            config.yaml:6: profiles.realtime.threads[0].name: "main" is not understood; allowed: up to 63 lower-case letters, digits and "-", not "main", a letter or digit at both ends""");
  }

  @Test
  void carriesProblemsAsValues() {
    assertThat(refusal("\nswappiness: 201\n").problems())
        .containsExactly(
            new Problem(
                "swappiness", "201", "\"201\" is out of range; allowed: 0..200 or \"keep\"", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "swappiness: -1 | is out of range",
        "swappiness: 1.5 | is not understood",
        "swappiness: | \"\" is not understood",
        "swappiness: [1] | is a list; allowed: 0..200",
        "subtreeMax: 0% | is out of range; allowed: 1%..100%",
        "subtreeMax: 101% | is out of range",
        "onStop: leave | is not understood; allowed: keep, restore",
        "pause: 5s | is not understood; allowed: true or false",
        "subtreeMax: 80 | is not understood",
        "domain: pod | allowed: container, node",
        "domain: container, Domain: node | did you mean \"domain\"?",
        "placement: subtree, placement: subtree | placement: is given twice",
        "profiles: [realtime] | profiles: is a list; allowed: keys with values",
        "profiles: {-x: {}} | profiles.-x: is no name of a profile",
        "profiles: {none: {}} | profiles.none: is what pods say that want no profile",
        "profiles: {a: {memoryMin: 101% request}} | is out of range",
        "profiles: {a: {memoryMin: -1Mi}} | is not understood",
        "profiles: {a: {swapMax: 8Ei}} | is not understood",
        "profiles: {a: {numa: yes}} | allowed: required, preferred, any",
        "profiles: {a: {oomScoreAdj: {Guaranteed: -1001}}} | is out of range; allowed: -1000..1000",
        "profiles: {a: {oomScoreAdj: {guaranteed: 1}}} | did you mean \"Guaranteed\"?",
        "profiles: {a: {oomScoreAdj: 5}} | is \"5\"; allowed: keys with values",
        "profiles: {a: {threads: }} | is empty; allowed: a list, [] for none",
        "profiles: {a: {threads: [{names: [x]}]}} | name is missing",
        "profiles: {a: {threads: [{name: x, names: ['(']}]}} | is no regular expression: Unclosed group near index 1",
        "profiles: {a: {threads: [{name: x, names: [y], cpuWeight: 0}]}} | is out of range; allowed: 1..10000",
        "profiles: {a: {threads: [{name: x, policies: [fifo]}]}} | allowed: OTHER, FIFO, RR, BATCH, IDLE, DEADLINE",
        "profiles: {a: {threads: [{name: x, names: []}]}} | has neither policies nor names",
        "profiles: {a: {threads: [{name: X, names: [y]}]}} | lower-case letters",
        "profiles: {a: {threads: [{name: x, names: [y]}, {name: x, names: [z]}]}} | is called \"x\" like one before it",
        "pressure: {triggers: [{name: a, kind: medium, stall: 1s, window: 1s}]} | allowed: some, full",
        "pressure: {triggers: [{name: a, kind: some, stall: 0ms, window: 1s}]} | stall: \"0ms\" is out of range",
        "pressure: {triggers: [{name: a, kind: some, stall: 1001ms, window: 1s}]} | stall: is longer than the window",
        "pressure: {triggers: [{name: a, kind: some, stall: 1s, window: 499ms}]} | window: \"499ms\" is out of range",
        "pressure: {triggers: [{name: a, kind: some, stall: 1s, window: 11s}]} | allowed: a duration from 500ms to 10s",
        "pressure: {triggers: [{name: a, kind: some, stall: 1 s, window: 1s}]} | stall: \"1 s\" is not understood",
        "pressure: {triggers: [{kind: some, stall: 1s}]} | window is missing",
        "pressure: {calm: 999ms} | calm: \"999ms\" is out of range; allowed: a duration from 1s to 3600s",
        "pressure: {coolDown: 3601s} | coolDown: \"3601s\" is out of range",
        "profiles: {live: {reactions: [kill]}} | reactions[0]: \"kill\" is not understood; allowed: observe, oom, reclaim, throttle",
        "profiles: {live: {reactions: [reclaim]}} | reactions: has no \"observe\"",
      })
  void refuses(String keys, String message) {
    assertThat(
            refusal(
                keys.startsWith("domain: container,") || keys.startsWith("placement: subtree,")
                    ? "{" + keys + "}"
                    : keys))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[a] | is a list; allowed: keys with values",
        "a: b: c | is not YAML",
        "? [a] : b | is not YAML",
        "*a | is not YAML",
        "&a {swappiness: *a} | has an alias to what contains it",
      })
  void refusesWhatIsNoConfiguration(String yaml, String message) {
    assertThat(refusal(yaml)).hasMessageContaining(message);
  }

  @Test
  void refusesSecondDocument() {
    assertThat(refusal("swappiness: 1\n---\nswappiness: 2\n"))
        .hasMessageStartingWith("config.yaml:3: a second document");
  }

  @Test
  void refusesTooMuchOfEverything() {
    assertThat(refusal("#" + "x".repeat(BoundedFile.MAX_BYTES)))
        .hasMessageContaining("is longer than");
    assertThat(refusal("[".repeat(100_000))).hasMessageContaining("nests deeper than 50");
    assertThat(refusal("a: [" + "x,".repeat(100_000) + "]"))
        .hasMessageContaining("more than 50000 parts");
    assertThat(refusal("profiles: {a: {threads: [" + "{},".repeat(33) + "]}}"))
        .hasMessageContaining("allowed: up to 32");
  }

  @Test
  void refusesAliasesThatExpandWithoutEnd() {
    var yaml = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 25; i++) {
      yaml.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(refusal(yaml.toString())).hasMessageContaining("expand to more than");
  }

  @Test
  void cutsForeignTextInMessages() {
    assertThat(
            refusal("\"x\\e[31m" + "y".repeat(5_000) + "\": 1\nplacement: " + "z".repeat(5_000))
                .getMessage())
        .hasSizeLessThan(600)
        .doesNotContain("\u001b");
  }

  @Test
  void readsFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("config.yaml"), "swappiness: 7");
    assertThat(ConfigurationReader.read(file).swappiness()).isEqualTo(7);
  }

  @Test
  void saysWhyFileCannotBeRead(@TempDir Path directory) throws Exception {
    Path file =
        Files.write(directory.resolve("latin"), "# \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ConfigurationReader.read(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + ":1: cannot be read: is not UTF-8");
    assertThatThrownBy(() -> ConfigurationReader.read(directory.resolve("none")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be read: does not exist");
  }

  private static Map<QosClass, Integer> adj(int guaranteed, int burstable, int bestEffort) {
    return Map.of(
        QosClass.GUARANTEED, guaranteed,
        QosClass.BURSTABLE, burstable,
        QosClass.BEST_EFFORT, bestEffort);
  }

  private static Profile profile(String name, String yaml) throws ConfigurationException {
    return requireNonNull(read(yaml).profiles().get(name), name);
  }

  private static Configuration read(String yaml) throws ConfigurationException {
    return ConfigurationReader.read(yaml, SOURCE);
  }

  private static ConfigurationException refusal(String yaml) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(yaml));
  }
}
