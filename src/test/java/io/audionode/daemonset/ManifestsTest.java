package io.audionode.daemonset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.cli.Audionode;
import io.audionode.agent.cli.Commands;
import io.audionode.agent.config.BoundedYaml;
import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.config.Defaults;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.core.JacksonException;

/** Without this, what is installed drifts from what is built, or is refused by a cluster. */
class ManifestsTest {
  private static final Manifests BASE = Manifests.rendered(".");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base",
        "overlays/metrics",
        "overlays/least-privilege",
        "overlays/seccomp",
        "overlays/uninstall"
      })
  void hasOnlyFieldsThatKubernetesKnows(String directory) {
    assertThat(Manifests.rendered(directory).objects()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: v1, kind: Service, spec: {port: 1}}",
        "{apiVersion: v1, kind: Service, spec: {ports: [{prot: 1}]}}",
        "{apiVersion: v1, kind: Service, specs: {}}",
        "{apiVersion: v1, kind: DaemonSet}",
        "{apiVersion: v1, kind: Service, kind: Service}"
      })
  void refusesWhatKubernetesDoesNotKnow(String yaml) {
    assertThatThrownBy(() -> StrictYaml.objects(yaml))
        .isInstanceOfAny(JacksonException.class, IllegalArgumentException.class);
  }

  @Test
  void isCommittedRendered() {
    assertThat(Manifests.file("audionode.yaml").objects())
        .as("call scripts/manifests")
        .containsExactlyInAnyOrderElementsOf(BASE.objects());
  }

  @Test
  void isTheSameFromItsOwnDirectory() {
    assertThat(Manifests.rendered("base").objects()).isEqualTo(BASE.objects());
  }

  @Test
  void carriesTheCommentedDefaults() throws ConfigurationException {
    var config = config(BASE);
    assertThat(config).as("call scripts/manifests").isEqualTo(Defaults.file());
    assertThat(read(config)).isEqualTo(Configuration.defaults());
  }

  @Test
  void changesOnlySwappinessWithLeastPrivilege() throws ConfigurationException {
    var config = config(Manifests.rendered("overlays/least-privilege"));
    assertThat(read(config)).isEqualTo(read("swappiness: keep"));
  }

  @Test
  void takesPrivilegedAwayWithLeastPrivilege() {
    var rights = Manifests.rendered("overlays/least-privilege").container().getSecurityContext();
    assertThat(rights.getPrivileged()).isFalse();
    assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
    assertThat(rights.getRunAsUser()).isZero();
    assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(rights.getCapabilities())
        .as("what tests on a kernel read of the overlay is what it renders to")
        .isEqualTo(Manifests.leastPrivilege().getCapabilities());
  }

  @Test
  void changesOnlyTheProfileWithSeccomp() {
    var overlay = Manifests.rendered("overlays/seccomp");
    var profile = overlay.container().getSecurityContext().getSeccompProfile();
    assertThat(profile.getType()).isEqualTo("Localhost");
    assertThat(Manifests.seccompProfile()).exists().hasFileName(profile.getLocalhostProfile());
    var without = Manifests.rendered("overlays/least-privilege");
    without.container().getSecurityContext().setSeccompProfile(profile);
    assertThat(overlay.objects()).containsExactlyInAnyOrderElementsOf(without.objects());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base/daemonset.yaml",
        "overlays/least-privilege/kustomization.yaml",
        "../src/site/markdown/install.md"
      })
  void saysHowManyCapabilitiesLeastPrivilegeIs(String file) {
    var words = List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight");
    var count = Manifests.leastPrivilege().getCapabilities().getAdd().size();
    assertThat(Manifests.text(file)).contains(" %s capabilities".formatted(words.get(count)));
  }

  @Test
  void probesPathsThatTheApiHasOnThePortItListensOn() throws Exception {
    var container = BASE.container();
    assertThat(
            Stream.of(
                    container.getStartupProbe(),
                    container.getLivenessProbe(),
                    container.getReadinessProbe())
                .map(ManifestsTest::path))
        .containsExactly("/healthz", "/healthz", "/readyz");
    assertThat(openApi()).contains("/healthz", "/readyz", "/metrics");
    var port = container.getPorts().getFirst();
    assertThat(port.getName()).isEqualTo("http");
    assertThat(container.getArgs()).contains("--listen=0.0.0.0:" + port.getContainerPort());
    var service = BASE.only(Service.class).getSpec().getPorts().getFirst();
    assertThat(service.getTargetPort().getStrVal()).isEqualTo("http");
    assertThat(service.getPort()).isEqualTo(port.getContainerPort());
  }

  @Test
  void scrapesThePathOfTheMetricsWithATokenThatMayReadIt() {
    var overlay = Manifests.rendered("overlays/metrics");
    var endpoint = overlay.only(PodMonitor.class).getSpec().podMetricsEndpoints().getFirst();
    assertThat(endpoint.path()).isEqualTo("/metrics");
    assertThat(endpoint.port()).isEqualTo("http");
    var token = endpoint.authorization().credentials().name();
    assertThat(overlay.only(Secret.class).getMetadata().getName()).isEqualTo(token);
    assertThat(overlay.only(PodMonitor.class).getSpec().selector().getMatchLabels())
        .isEqualTo(template(overlay).getMetadata().getLabels());
  }

  @Test
  void givesArgumentsThatTheCommandLineTakes() {
    var containers =
        Stream.concat(Stream.of(BASE.container()), uninstall().getInitContainers().stream());
    assertThat(containers.map(Container::getArgs))
        .allSatisfy(
            arguments ->
                assertThat(commandLine().parseArgs(arguments.toArray(String[]::new)).subcommand())
                    .isNotNull());
  }

  @Test
  void mountsWhatTheAgentReadsAndWrites() {
    assertThat(mounts(BASE.container()))
        .containsExactlyInAnyOrder("/sys/fs/cgroup", "/var/lib/audionode", "/etc/audionode");
    for (var container : uninstall().getInitContainers()) {
      assertThat(mounts(container))
          .containsExactlyInAnyOrder("/sys/fs/cgroup", "/var/lib/audionode");
    }
  }

  @Test
  void uninstallsWithTheAgentsOwnImageAndRightsWhereTheAgentWas() {
    var agent = template(BASE).getSpec();
    var uninstall = uninstall();
    assertThat(uninstall.getNodeSelector()).isEqualTo(agent.getNodeSelector());
    assertThat(uninstall.getTolerations()).isEqualTo(agent.getTolerations());
    assertThat(uninstall.getHostPID()).isEqualTo(agent.getHostPID());
    assertThat(uninstall.getInitContainers())
        .extracting(Container::getName)
        .containsExactly("restore", "verify-clean");
    assertThat(uninstall.getInitContainers())
        .allSatisfy(
            container -> {
              assertThat(container.getImage()).isEqualTo(BASE.container().getImage());
              assertThat(container.getSecurityContext())
                  .isEqualTo(BASE.container().getSecurityContext());
            });
  }

  @Test
  void getsReadyWithTheUninstallerAlsoWhereNothingWasWrittenSinceTheBoot() {
    assertThat(uninstall().getInitContainers().getLast().getArgs())
        .containsExactly("verify-clean", "--allow-empty");
  }

  private static PodSpec uninstall() {
    return template(Manifests.rendered("overlays/uninstall")).getSpec();
  }

  private static PodTemplateSpec template(Manifests manifests) {
    return manifests.only(DaemonSet.class).getSpec().getTemplate();
  }

  private static Stream<String> mounts(Container container) {
    return container.getVolumeMounts().stream().map(VolumeMount::getMountPath);
  }

  private static String path(Probe probe) {
    assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
    return probe.getHttpGet().getPath();
  }

  private static String config(Manifests manifests) {
    return requireNonNull(manifests.only(ConfigMap.class).getData().get("config.yaml"));
  }

  private static Configuration read(String config) throws ConfigurationException {
    return ConfigurationReader.read(config, "config.yaml");
  }

  private static Set<String> openApi() throws Exception {
    try (var document = requireNonNull(Audionode.class.getResourceAsStream("/openapi.yaml"))) {
      var text = new String(document.readAllBytes(), StandardCharsets.UTF_8);
      var paths = (Map<?, ?>) ((Map<?, ?>) BoundedYaml.values(text).getFirst()).get("paths");
      return requireNonNull(paths).keySet().stream()
          .map(String::valueOf)
          .collect(Collectors.toSet());
    }
  }

  private static CommandLine commandLine() {
    var none =
        Proxy.newProxyInstance(
            Commands.class.getClassLoader(), new Class<?>[] {Commands.class}, (_, _, _) -> 0);
    return Audionode.commandLine((Commands) none, Map.of());
  }
}
