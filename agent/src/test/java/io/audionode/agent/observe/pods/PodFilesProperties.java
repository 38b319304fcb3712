package io.audionode.agent.observe.pods;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.jspecify.annotations.Nullable;

/** Whatever the bytes of a file: pods or a problem, and never the loss of another file's pods. */
class PodFilesProperties {
  private static final String GOOD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: good, uid: good-1, labels: {audionode.io/profile: realtime}}
      spec:
        containers:
          - name: dsp
            resources: {requests: {memory: 256Mi, cpu: 1}, limits: {memory: 1Gi}}
      status: {containerStatuses: [{name: dsp, containerID: "containerd://aabb"}]}
      """;

  private @Nullable Path directory;
  private @Nullable PodFiles files;

  @BeforeProperty
  void open() throws IOException {
    directory = Files.createTempDirectory("pods");
    Files.writeString(directory.resolve("good.yaml"), GOOD.replace("good", "first"));
    files = new PodFiles(directory, InstantSource.system());
  }

  @AfterProperty
  void close() throws IOException {
    if (directory != null) {
      for (String name : new String[] {"a.yaml", "b.json", "good.yaml"}) {
        Files.deleteIfExists(directory.resolve(name));
      }
      Files.delete(directory);
    }
  }

  @Property
  void takesAnyBytesOrSaysWhatIsWrong(@ForAll byte[] bytes) throws IOException {
    check(bytes);
  }

  @Property
  void takesAnyPiecesOfPodsOrSaysWhatIsWrong(@ForAll("pieces") String text) throws IOException {
    check(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void takesDamagedPodOrSaysWhatIsWrong(@ForAll("damaged") String text) throws IOException {
    check(text.getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "apiVersion: v1\n",
            "kind: Pod\n",
            "kind: List\n",
            "items:\n",
            "metadata: {name: a}\n",
            "spec:\n",
            "  containers:\n",
            "  - name: a\n",
            "    resources: {limits: {memory: 1Gi}}\n",
            "status:\n",
            "---\n",
            "- ",
            "  ",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "'",
            "null",
            "~",
            "1e999",
            "-1",
            ".inf",
            "&a ",
            "*a",
            "<<: ",
            "!!binary x",
            "!!set ",
            "true",
            "\t",
            "\0")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> damaged() {
    var values =
        Arbitraries.of(
            "", "~", "[]", "{}", "[~]", "{a: ~}", "-1", "1e400", "true", "'x'", "[[a]]", "\u0000",
            "!!int x", "*x");
    return Arbitraries.integers()
        .between(0, GOOD.length() - 1)
        .flatMap(from -> values.map(value -> damage(from, value)));
  }

  /** From that place to the end of the word or the line, something else. */
  private static String damage(int from, String value) {
    int end = from;
    while (end < GOOD.length() && ",}]\n".indexOf(GOOD.charAt(end)) < 0) {
      end++;
    }
    return GOOD.substring(0, from) + value + GOOD.substring(end);
  }

  private void check(byte[] bytes) throws IOException {
    Path open = requireNonNull(directory);
    PodFiles source = requireNonNull(files);
    Files.write(open.resolve("a.yaml"), bytes);
    Files.write(open.resolve("b.json"), bytes);
    PodList list = source.pods();
    assertThat(list.pods()).extracting(Pod::source).contains("good.yaml");
    assertThat(list.problems())
        .allSatisfy(problem -> assertThat(problem.message()).isNotEmpty().hasSizeLessThan(501));
    Files.delete(open.resolve("a.yaml"));
    Files.delete(open.resolve("b.json"));
    assertThat(source.pods().pods()).hasSize(1);
  }
}
