package io.audionode.agent.observe.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.report.status.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is wrong with a pod is read by people and programs that may not know its passwords, and
 * people write passwords where they do not belong.
 */
class PodSecretsTest {
  private static final String SECRET = "hunter2";

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: mixer, labels: {audionode.io/profile: realtime}}
      spec:
        containers:
          - name: dsp
            env: %s
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resources: hunter2",
        "resources: [hunter2]",
        "resources: {limits: hunter2}",
        "resources: {limits: {memory: [hunter2]}}",
        "volumeMounts: hunter2",
        "volumeMounts: {PASSWORD: hunter2}",
        "volumeMounts: [hunter2]",
        "volumeMounts: [[hunter2]]",
        "volumeMounts: [{name: {plain: hunter2}}]",
      })
  void saysNothingOfAPasswordInTheWrongPlace(String field) throws IOException {
    Files.writeString(directory.resolve("mixer.yaml"), POD.replace("env: %s", field));
    saysNothing(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata: hunter2",
        "metadata: {name: mixer, labels: hunter2}",
        "metadata: {name: mixer, annotations: {audionode.io/hold: [hunter2]}}",
        "metadata: {name: mixer}\nspec: hunter2",
        "metadata: {name: mixer}\nspec: {containers: hunter2}",
        "metadata: {name: mixer}\nspec: {containers: [{name: c}]}\nstatus: hunter2",
      })
  void saysNothingOfAPasswordInTheWrongPlaceOfAPod(String parts) throws IOException {
    Files.writeString(
        directory.resolve("mixer.yaml"), "apiVersion: v1\nkind: Pod\n" + parts + "\n");
    saysNothing(true);
  }

  /** Whoever runs the pod checks those. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"PASSWORD=hunter2\"]",
        "{PASSWORD: hunter2}",
        "hunter2",
        "[{name: PASSWORD, valueFrom: hunter2}]",
        "[{name: PASSWORD, value: {plain: hunter2}}]",
        "[{name: PASSWORD, value: [hunter2]}]",
        "[{name: PASSWORD, valueFrom: {fieldRef: hunter2}}]",
        "[]\nstatus: {containerStatuses: [{resources: hunter2}]}",
      })
  void leavesWhatItDoesNotUseToOthers(String env) throws IOException {
    Files.writeString(directory.resolve("mixer.yaml"), POD.formatted(env));
    saysNothing(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{name: PASSWORD, value: *hunter2}]",
        "[{name: PASSWORD, value: !hunter2 x}]",
        "[{name: PASSWORD, value: !!int hunter2}]",
        "[{name: PASSWORD, value: !!float hunter2}]",
        "[{name: PASSWORD, value: 'hunter2}]",
        "[{name: PASSWORD, value: %hunter2}]",
        "[{name: PASSWORD, value: @hunter2}]",
        "[{name: PASSWORD, value: hunter2: x: y}]",
        "[{name: PASSWORD, value: &hunter2 &x}]",
        "[{name: PASSWORD, value: \"\\hunter2\"}]",
      })
  void saysNothingOfAPasswordInMalformedYaml(String env) throws IOException {
    Files.writeString(directory.resolve("mixer.yaml"), POD.formatted(env));
    saysNothing(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "[{\"name\": \"PASSWORD\", \"value\": hunter2}]",
        "[{\"name\": \"PASSWORD\", \"value\": \"hunter2}]",
        "[{\"name\": \"PASSWORD\", \"value\": \"\\hunter2\"}]",
        "[{\"name\": \"PASSWORD\", \"value\": truehunter2}]",
        "[{\"name\": \"PASSWORD\", \"value\": 1hunter2}]",
        "[], \"resources\": \"hunter2\"",
        "[], \"volumeMounts\": [[\"hunter2\"]]",
      })
  void saysNothingOfAPasswordInJson(String env) throws IOException {
    Files.writeString(
        directory.resolve("mixer.json"),
        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"mixer\"}, \"spec\":"
            + " {\"containers\": [{\"name\": \"dsp\", \"env\": %s}]}}".formatted(env));
    saysNothing(true);
  }

  @Test
  void keepsNothingOfAGoodPodsEnvironment() throws IOException {
    Files.writeString(
        directory.resolve("mixer.yaml"), POD.formatted("[{name: PASSWORD, value: hunter2}]"));
    saysNothing(false);
  }

  @Test
  void saysWhereItIsWrong() throws IOException {
    Files.writeString(
        directory.resolve("mixer.yaml"), POD.replace("env: %s", "volumeMounts: [{}, hunter2]"));
    assertThat(new PodFiles(directory, InstantSource.system()).pods().problems())
        .containsExactly(
            new PodProblem(
                "mixer.yaml",
                "pod mixer: spec.containers[0].volumeMounts[1] is not what a Pod has there"));
  }

  private void saysNothing(boolean isWrong) {
    var told = new PodFiles(directory, InstantSource.system()).pods();
    assertThat(told.problems()).hasSize(isWrong ? 1 : 0);
    assertThat(told.pods()).hasSize(isWrong ? 0 : 1);
    assertThat(Json.pretty(told.problems()) + told.pods()).doesNotContain(SECRET);
  }
}
