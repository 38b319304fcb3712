package io.audionode.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.audionode.agent.access.ReviewedAccess;
import io.audionode.agent.cluster.GuardedApi;
import io.audionode.agent.config.LogLevel;
import io.audionode.agent.fixture.FakeApiServer;
import io.audionode.agent.observe.pods.api.ApiPods;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Logs are read by more people than tokens are meant for. All that is said, at any level. */
class NoSecretsTest {
  private static final String OWN = "agents-0wn-s3cr3t";
  private static final String CALLERS = "callers-s3cr3t";

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

  @TempDir Path directory;

  @BeforeEach
  void listens() {
    LogSetup.level(LogLevel.DEBUG);
    heard.start();
    root.addAppender(heard);
  }

  @AfterEach
  void asByDefault() {
    root.detachAppender(heard);
    LogSetup.level(LogLevel.INFO);
  }

  @Test
  void tellsNoTokenWhenTheServerRefuses() {
    try (var server = FakeApiServer.started().refuse("list", 401);
        var client = client(server)) {
      talk(client);
      assertThat(said()).contains("HTTP 401").doesNotContain(OWN, CALLERS);
    }
  }

  @Test
  void tellsNoTokenWhenTheServerIsAway() {
    try (var server = FakeApiServer.away();
        var client = client(server)) {
      talk(client);
      assertThat(said())
          .contains("the API server is away")
          .contains("does not review tokens")
          .doesNotContain(OWN, CALLERS);
    }
  }

  @Test
  void tellsNoTokenThatACredentialPluginPrintsAmongGarbage() throws IOException {
    var plugin = directory.resolve("plugin");
    Files.writeString(
        plugin, "#!/bin/sh\necho '{\"status\": {\"token\": \"%s\", oops'\n".formatted(OWN));
    assertThat(plugin.toFile().setExecutable(true)).isTrue();
    var kubeconfig =
        """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        users:
        - name: u
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: %s
              interactiveMode: Never
        """
            .formatted(plugin);
    try {
      assertThat(Config.fromKubeconfig(kubeconfig).getOauthToken()).isNotEqualTo(OWN);
    } catch (RuntimeException e) {
      root.warn("as the agent would say it", e);
    }
    assertThat(said()).doesNotContain(OWN);
  }

  /** A kubeconfig that cannot be read, with a token in it, is quoted by those who read it. */
  @Test
  void tellsNoTokenOfAKubeconfigThatIsNoYaml() {
    try {
      assertThat(Config.fromKubeconfig("users:\n- user: {token: %s\n".formatted(OWN))).isNotNull();
    } catch (RuntimeException e) {
      root.warn("as the agent would say it", e);
    }
    assertThat(said()).doesNotContain(OWN);
  }

  private static void talk(KubernetesClient client) {
    ApiPods.once(client, "n1").close();
    try (var access = new ReviewedAccess(new GuardedApi(client), System::nanoTime)) {
      access.judge(CALLERS, "/metrics").toCompletableFuture().join();
    }
  }

  private static KubernetesClient client(FakeApiServer server) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(server.config())
                .withOauthToken(OWN)
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  private String said() {
    assertThat(LoggerFactory.getLogger("io.fabric8").isInfoEnabled()).isFalse();
    assertThat(root.getLevel()).isEqualTo(Level.WARN);
    return heard.list.stream()
        .map(event -> new JsonLines().text(event) + new TextLines().text(event))
        .collect(Collectors.joining());
  }
}
