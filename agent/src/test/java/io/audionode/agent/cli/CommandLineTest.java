package io.audionode.agent.cli;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.Incidents;
import io.audionode.agent.fixture.MemoryLooks;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.fixture.ThreadLooks;
import io.audionode.agent.http.Access;
import io.audionode.agent.http.TestApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static TestApi api;

  private final RecordedCommands commands = new RecordedCommands();
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void listen() {
    var mixer = guaranteed("mixer", "256Mi");
    var organ = guaranteed("organ", "128Mi");
    var node =
        FakeNode.withNumaNodes(2).pod(mixer).pod(organ).born(mixer, "c1", 10).born(organ, "c2", 11);
    api =
        TestApi.well()
            .with(new FakeFlow(node).settle())
            .with(PressureLooks.look(1))
            .with(Incidents.leak("a-1", 0))
            .with(Incidents.bare("a-2"));
    api.with(ThreadLooks.look(mixer, 1, ThreadLooks.use(11, 3, Duration.ofMillis(20))));
    var memory = new MemoryLooks();
    for (var sample = 0; sample < 20; sample++) {
      memory.anon += 2;
      memory.mixer().heap += 2;
      api.with(memory.pass(Duration.ofSeconds(20)).look());
    }
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void statusShowsTheAgentAndItsPods() {
    assertThat(status()).isEqualTo(Commands.OK);
    assertThat(out.toString())
        .startsWith("audionode 0.1.0, up ")
        .contains("default/mixer")
        .contains("default/organ");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixer", "default/mixer", "uid-mixer"})
  void statusShowsOnePodByAnyOfItsNames(String name) {
    assertThat(status(name)).isEqualTo(Commands.OK);
    assertThat(out.toString())
        .startsWith("default/mixer (uid-mixer), profile realtime")
        .contains("audio/node")
        .doesNotContain("organ");
  }

  @Test
  void statusNamesThePodsThereAreWhenNoneIsCalledSo() {
    assertThat(status("tuba")).isEqualTo(Commands.FOUND);
    assertThat(err.toString())
        .isEqualTo(
            "audionode: no pod is called \"tuba\"; those that ask for a profile are: default/mixer,"
                + " default/organ\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void statusShowsTheNode() {
    assertThat(status("--node")).isEqualTo(Commands.OK);
    assertThat(out.toString()).startsWith("memory ").contains("vm.swappiness").contains("CAPACITY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--node", "mixer"})
  void statusPrintsTheAnswerOfTheApiForMachines(String what) {
    assertThat(what.isEmpty() ? status("--json") : status("--json", what)).isEqualTo(Commands.OK);
    var path =
        switch (what) {
          case "" -> "/api/v1/status?pretty";
          case "--node" -> "/api/v1/node?pretty";
          default -> "/api/v1/pods/uid-mixer?pretty";
        };
    assertThat(out.toString()).isEqualTo(api.get(path).body());
  }

  @Test
  void statusSaysWhatToDoWhenNothingListens() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    var url = "http://127.0.0.1:" + free;
    assertThat(execute("status", "--url", url)).isEqualTo(Commands.UNFIT);
    assertThat(err.toString())
        .isEqualTo(
            "audionode: nothing listens at " + url + ": start 'audionode run', or give --url\n");
  }

  @Test
  void statusSendsTheTokenOfTheFileOrOfTheEnvironmentsFile(@TempDir Path directory)
      throws IOException {
    var file = Files.writeString(directory.resolve("token"), "good.token\n");
    try (var guarded = TestApi.guarded(CommandLineTest::onlyGoodToken)) {
      var url = "http://127.0.0.1:" + guarded.port;
      assertThat(execute("status", "--url", url)).isEqualTo(Commands.FOUND);
      assertThat(err.toString())
          .isEqualTo(
              "audionode: " + url + " wants a token of the cluster: give --token-file FILE\n");
      guarded.with(new FakeFlow(FakeNode.withNumaNodes(1)).settle());
      assertThat(execute("status", "--url", url, "--token-file", file.toString()))
          .isEqualTo(Commands.OK);
      environment.put(TokenOptions.TOKEN_FILE, file.toString());
      assertThat(execute("status", "--url", url)).isEqualTo(Commands.OK);
      Files.writeString(file, "other.token");
      assertThat(execute("status", "--url", url)).isEqualTo(Commands.FOUND);
      assertThat(err.toString()).endsWith("does not take this token: it is unknown or expired\n");
    }
  }

  @Test
  void statusNeverSaysWhatIsInAFileWithoutAToken(@TempDir Path directory) throws IOException {
    var file = Files.writeString(directory.resolve("token"), "two words\nsecret");
    assertThat(status("--token-file", file.toString())).isEqualTo(Commands.UNFIT);
    assertThat(err.toString())
        .isEqualTo("audionode: " + file + " holds no bearer token on one line\n");
    assertThat(status("--token-file", directory.resolve("none").toString()))
        .isEqualTo(Commands.UNFIT);
    assertThat(err.toString()).endsWith("none does not exist\n");
  }

  @Test
  void pressureShowsWhatIsWatchedAndWhatHappened() {
    assertThat(execute("pressure", "--url", "http://127.0.0.1:" + api.port)).isEqualTo(Commands.OK);
    assertThat(out.toString())
        .contains("SCOPE", "audio/node0/poduid-mixer/c1", "warn")
        .contains("latest events\n2026-01-01T00:00:00Z audio-hurts default/mixer warn on audio/")
        .contains("growing: default/hog +32Mi");
  }

  @Test
  void pressurePrintsTheAnswerOfTheApiForMachines() {
    assertThat(execute("pressure", "--json", "--url", "http://127.0.0.1:" + api.port))
        .isEqualTo(Commands.OK);
    assertThat(out.toString()).isEqualTo(api.get("/api/v1/pressure?pretty").body());
  }

  @Test
  void incidentsShowsWhatBefellPodsAndWhy() {
    assertThat(incidents()).isEqualTo(Commands.OK);
    assertThat(out.toString())
        .isEqualTo(
            """
            a-2  critical-pressure  node
              unknown: nothing
            a-1  oom-kill  default/mixer (main)
              own limit: container main of default/mixer
            """);
  }

  @Test
  void incidentsShowsThoseOfOnePodAndOneWhole() {
    assertThat(incidents("--pod", "mixer")).isEqualTo(Commands.OK);
    assertThat(out.toString()).contains("a-1").doesNotContain("a-2");
    out.getBuffer().setLength(0);
    assertThat(incidents("a-1")).isEqualTo(Commands.OK);
    assertThat(out.toString())
        .startsWith("a-1  oom-kill  default/mixer, container main, subtree\nown limit: ")
        .contains("to do: raise the limit", "4711  hog (x)  120Mi  -997", "batch/hog  900Mi  310Mi")
        .contains("memory.min: 0, wanted 134217728", "-1.0     64Mi", "recorded on audio/node0");
  }

  @Test
  void incidentsPrintsTheAnswerOfTheApiForMachinesAndSaysWhatIsNotKept() {
    assertThat(incidents("a-2", "--json")).isEqualTo(Commands.OK);
    assertThat(out.toString()).isEqualTo(api.get("/api/v1/incidents/a-2?pretty").body());
    assertThat(incidents("a/../b")).isEqualTo(Commands.FOUND);
    assertThat(err.toString()).contains("404");
  }

  private int incidents(String... arguments) {
    var all = new ArrayList<>(List.of("incidents", "--url", "http://127.0.0.1:" + api.port));
    all.addAll(List.of(arguments));
    return execute(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixer", "default/mixer", "uid-mixer"})
  void memoryShowsWhatAPodIsMadeOfAndWhatGrew(String name) {
    assertThat(execute("memory", name, "--url", "http://127.0.0.1:" + api.port))
        .isEqualTo(Commands.OK);
    assertThat(out.toString())
        .startsWith("default/mixer (uid-mixer)\nmemory.max of audio/node0/poduid-mixer in ")
        .contains("  in 5 min: anon +30Mi, most in a process: mixer (4711) heap +32Mi\n")
        .containsPattern("anon +140Mi +\\+6Mi +\\+30Mi +-")
        .containsPattern("4711 +mixer +130Mi +130Mi +0 +100Mi +30Mi")
        .contains("and 2 smaller processes");
  }

  @Test
  void memoryPrintsTheAnswerOfTheApiForMachines() {
    assertThat(execute("memory", "mixer", "--json", "--url", "http://127.0.0.1:" + api.port))
        .isEqualTo(Commands.OK);
    assertThat(out.toString()).isEqualTo(api.get("/api/v1/pods/uid-mixer/memory?pretty").body());
  }

  @Test
  void threadsShowsWhatThreadsOfAClassWaitedFor() {
    assertThat(execute("threads", "mixer", "--url", "http://127.0.0.1:" + api.port))
        .isEqualTo(Commands.OK);
    assertThat(out.toString())
        .isEqualTo(
            """
            default/mixer (uid-mixer)

            TID  PID  NAME          CLASS  SCHEDULING  MAJOR FAULTS  RAN      WAITED
            11   10   pw-data-loop  rt     FIFO 80     3             1.000 s  0.020 s
            """);
    assertThat(execute("threads", "organ", "--url", "http://127.0.0.1:" + api.port))
        .isNotEqualTo(Commands.OK);
    assertThat(err.toString()).contains("no thread of this pod was read");
  }

  @Test
  void memoryNamesThePodsThereAreWhenNoneIsCalledSo() {
    assertThat(execute("memory", "tuba", "--url", "http://127.0.0.1:" + api.port))
        .isEqualTo(Commands.FOUND);
    assertThat(err.toString()).contains("no pod is called \"tuba\"");
  }

  private static CompletionStage<Access.Decision> onlyGoodToken(
      @Nullable String token, String route) {
    return CompletableFuture.completedStage(
        "good.token".equals(token) ? Access.Decision.ALLOWED : Access.Decision.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, true",
    "[::1]:1, true",
    "localhost:1, true",
    "0.0.0.0:1, false",
    "[::]:1, false"
  })
  void tellsLoopbackFromTheNetwork(String address, boolean loopback) {
    assertThat(ListenAddress.parse(address).isLoopback()).isEqualTo(loopback);
  }

  @Test
  void statusPassesOnWhyTheAgentDoesNotAnswer() {
    try (var young = TestApi.well()) {
      var status = execute("status", "--url", "http://127.0.0.1:" + young.port);
      assertThat(status).isEqualTo(Commands.FOUND);
      assertThat(err.toString()).contains("\"status\" : 503").contains("\"detail\" : ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.0.0.1:65536", "127.0.0.1:-1", ":8080", "127.0.0.1:port"})
  void runRefusesWhatIsNoAddress(String address) {
    assertThat(execute("run", "--pods", "pods", "--listen", address)).isEqualTo(Commands.USAGE);
    assertThat(err.toString())
        .contains("\"" + address + "\" is not HOST:PORT with a port of 0..65535");
    assertThat(commands.ran).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "plan"})
  void takesPodsFromADirectoryEvenWhereTheEnvironmentNamesTheNode(String command) {
    environment.put("NODE_NAME", "studio-1");
    assertThat(execute(command, "--pods", "pods")).isEqualTo(Commands.OK);
    assertThat(commands.pods).isEqualTo(new PodOrigin.Files(Path.of("pods")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "plan"})
  void takesThePodsOfTheNodeThatOptionOrEnvironmentName(String command) {
    environment.put("NODE_NAME", "studio-1");
    assertThat(execute(command)).isEqualTo(Commands.OK);
    assertThat(commands.pods).isEqualTo(new PodOrigin.Cluster("studio-1"));
    assertThat(execute(command, "--node-name", "studio-2.example")).isEqualTo(Commands.OK);
    assertThat(commands.pods).isEqualTo(new PodOrigin.Cluster("studio-2.example"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "plan"})
  void explainsBothOriginsOfPodsWhenNoneIsGiven(String command) {
    environment.put("NODE_NAME", "");
    assertThat(execute(command)).isEqualTo(Commands.USAGE);
    assertThat(err.toString()).contains("--pods DIR", "--node-name NAME", "NODE_NAME");
    assertThat(commands.ran).isNull();
  }

  @Test
  void refusesTwoOriginsOfPods() {
    assertThat(execute("run", "--pods", "pods", "--node-name", "n")).isEqualTo(Commands.USAGE);
    assertThat(err.toString()).contains("--pods and --node-name exclude each other");
    assertThat(commands.ran).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Studio", "a,metadata.name=b", "-a", "a."})
  void refusesWhatIsNoNameOfANode(String name) {
    assertThat(execute("run", "--node-name", name)).isEqualTo(Commands.USAGE);
    assertThat(err.toString()).contains("\"" + name + "\" is no name of a node");
    assertThat(commands.ran).isNull();
  }

  @Test
  void takesAnIpv6HostInBrackets() {
    assertThat(ListenAddress.parse("[::1]:8080")).isEqualTo(new ListenAddress("::1", 8080));
    assertThat(new ListenAddress("::1", 8080)).hasToString("[::1]:8080");
  }

  @Test
  void aCommandThatCannotWorkHereSaysWhyInOneLine() {
    commands.failure = new IllegalStateException("needs cgroup v2: boot with it");
    assertThat(execute("restore")).isEqualTo(Commands.UNFIT);
    assertThat(err.toString()).isEqualTo("audionode: needs cgroup v2: boot with it\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "plan",
        "status",
        "pressure",
        "memory",
        "doctor",
        "restore",
        "verify-clean"
      })
  void everyCommandExplainsItself(String command) {
    assertThat(execute(command, "--help")).isEqualTo(Commands.OK);
    assertThat(out.toString()).contains("Usage: audionode " + command).contains("--help");
  }

  @Test
  void verifyCleanAllowsAnEmptyJournalOnlyWhenAsked() {
    assertThat(execute("verify-clean")).isEqualTo(Commands.OK);
    assertThat(commands.ran).isEqualTo("verify-clean");
    assertThat(execute("verify-clean", "--allow-empty")).isEqualTo(Commands.OK);
    assertThat(commands.ran).isEqualTo("verify-clean, allowing nothing to compare");
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheKnownOnes() {
    assertThat(execute("restor")).isEqualTo(Commands.USAGE);
    assertThat(err.toString()).contains("restore");
  }

  private int status(String... what) {
    var arguments = new String[what.length + 3];
    arguments[0] = "status";
    arguments[1] = "--url";
    arguments[2] = "http://127.0.0.1:" + api.port;
    System.arraycopy(what, 0, arguments, 3, what.length);
    return execute(arguments);
  }

  private int execute(String... arguments) {
    return Audionode.commandLine(commands, environment)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
