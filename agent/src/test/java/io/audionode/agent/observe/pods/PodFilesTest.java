package io.audionode.agent.observe.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.audionode.agent.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodFilesTest {
  @TempDir Path temporary;
  private Path directory;
  private PodFiles files;

  @BeforeEach
  void open() throws IOException {
    directory = Files.createDirectory(temporary.resolve("pods"));
    files = new PodFiles(directory, InstantSource.system());
  }

  @Test
  void readsPodFilesInTheOrderOfTheirNames() throws IOException {
    write(
        "c.json",
        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"c\"}, \"spec\":"
            + " {\"containers\": [{\"name\": \"x\"}]}}");
    write("b.yml", pod("b"));
    write("a.yaml", pod("a"));
    write(".a.yaml.swp", "half");
    write(".hidden.yaml", pod("hidden"));
    write("README.md", "no pod");
    Files.createDirectory(directory.resolve("d.yaml"));
    assertThat(files.pods().problems()).isEmpty();
    assertThat(names()).containsExactly("a", "b", "c");
  }

  @Test
  void forgetsPodsOfFileThatIsGone() throws IOException {
    write("a.yaml", pod("a"));
    assertThat(names()).containsExactly("a");
    Files.delete(directory.resolve("a.yaml"));
    assertThat(files.pods()).isEqualTo(new PodList(List.of(), List.of()));
  }

  @Test
  void keepsLastGoodPodsWhileFileIsBad() throws IOException {
    write("a.yaml", pod("a") + "---\n" + pod("b"));
    write("z.yaml", pod("z"));
    assertThat(names()).containsExactly("a", "b", "z");
    for (String bad :
        List.of(
            "", pod("c").substring(0, 30), pod("c") + "---\n" + pod("NO"), "x".repeat(2 << 20))) {
      write("a.yaml", bad);
      assertThat(names()).containsExactly("a", "b", "z");
      assertThat(files.pods().problems())
          .singleElement()
          .extracting(PodProblem::source)
          .isEqualTo("a.yaml");
      assertThat(files.pods().complete()).isTrue();
    }
    write("a.yaml", pod("c"));
    assertThat(names()).containsExactly("c", "z");
    assertThat(files.pods().problems()).isEmpty();
  }

  @Test
  void takesNothingOfFileThatWasNeverGood() throws IOException {
    write("a.yaml", pod("a") + "---\n" + pod("NO"));
    assertThat(names()).isEmpty();
    assertThat(files.pods().complete()).isFalse();
    assertThat(files.pods().problems())
        .singleElement()
        .hasToString(
            "a.yaml: metadata.name is \"NO\"; allowed: 1 to 253 lower-case letters, digits, \"-\""
                + " and \".\"");
  }

  @Test
  void keepsEverythingWhileTheDirectoryIsAway() throws IOException {
    write("a.yaml", pod("a"));
    assertThat(names()).containsExactly("a");
    Path away = Files.move(directory, temporary.resolve("away"));
    assertThat(names()).containsExactly("a");
    assertThat(files.pods().problems())
        .containsExactly(new PodProblem(directory.toString(), "does not exist"));
    Files.move(away, directory);
    assertThat(files.pods().problems()).isEmpty();
  }

  @Test
  void followsNoLinks() throws IOException {
    Path outside = Files.writeString(temporary.resolve("outside.yaml"), pod("outside"));
    Files.createSymbolicLink(directory.resolve("link.yaml"), outside);
    assertThat(names()).isEmpty();
    assertThat(files.pods().complete()).isTrue();
    assertThat(files.pods().problems())
        .containsExactly(new PodProblem("link.yaml", "is no regular file; links are not followed"));
  }

  /** Each of them would keep a reader waiting, or busy, for ever. */
  @Test
  void opensNothingButRegularFiles() throws Exception {
    write("a.yaml", pod("a"));
    assertThat(
            new ProcessBuilder("mkfifo", directory.resolve("pipe.yaml").toString())
                .start()
                .waitFor())
        .isZero();
    Files.createSymbolicLink(directory.resolve("to-pipe.yaml"), directory.resolve("pipe.yaml"));
    Files.createSymbolicLink(directory.resolve("device.yaml"), Path.of("/dev/zero"));
    Files.createSymbolicLink(directory.resolve("loop.yaml"), Path.of("loop.yaml"));
    Files.createSymbolicLink(directory.resolve("nowhere.json"), Path.of("/nowhere"));
    Files.createSymbolicLink(directory.resolve("to-directory.yml"), temporary);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(names()).containsExactly("a"));
    assertThat(files.pods().problems())
        .hasSize(6)
        .extracting(PodProblem::message)
        .containsOnly("is no regular file; links are not followed");
  }

  @Test
  void givesUidOfTwoPodsToTheFirstFile() throws IOException {
    write("b.yaml", pod("b").replace("name: b", "name: b, uid: u1"));
    assertThat(names()).containsExactly("b");
    write("a.yaml", pod("a").replace("name: a", "name: a, uid: u1"));
    assertThat(names()).containsExactly("a");
    assertThat(files.pods().problems())
        .containsExactly(
            new PodProblem(
                "b.yaml", "pod default/b is ignored: default/a in a.yaml has the same uid u1"));
  }

  @Test
  void readsOnlyFilesThatChanged() throws IOException {
    var later = InstantSource.offset(InstantSource.system(), Duration.ofHours(1));
    var settled = new PodFiles(directory, later);
    write("a.yaml", pod("a"));
    write("b.yaml", pod("b"));
    List<Pod> first = settled.pods().pods();
    write("b.yaml", pod("c2"));
    List<Pod> second = settled.pods().pods();
    assertThat(second.getFirst()).isSameAs(first.getFirst());
    assertThat(second).extracting(Pod::name).containsExactly("a", "c2");
  }

  @Test
  void seesFileReplacedByOneOfTheSameSizeAndTime() throws IOException {
    write("a.yaml", pod("a"));
    FileTime modified = Files.getLastModifiedTime(directory.resolve("a.yaml"));
    var settled =
        new PodFiles(directory, InstantSource.offset(InstantSource.system(), Duration.ofHours(1)));
    assertThat(settled.pods().pods()).extracting(Pod::name).containsExactly("a");
    Path next = Files.writeString(temporary.resolve("next"), pod("b"));
    Files.setLastModifiedTime(next, modified);
    Files.move(
        next,
        directory.resolve("a.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(settled.pods().pods()).extracting(Pod::name).containsExactly("b");
  }

  @Test
  void seesSecondWriteWithinOneTickOfFileTimes() throws IOException {
    write("a.yaml", pod("a"));
    assertThat(names()).containsExactly("a");
    FileTime modified = Files.getLastModifiedTime(directory.resolve("a.yaml"));
    write("a.yaml", pod("b"));
    Files.setLastModifiedTime(directory.resolve("a.yaml"), modified);
    assertThat(names()).containsExactly("b");
  }

  @Test
  void boundsFilesAndPods() throws IOException {
    for (int i = 0; i <= PodFiles.MAX_FILES; i++) {
      write("f%04d.yaml".formatted(i), pod("p" + i));
    }
    PodList full = files.pods();
    assertThat(full.pods())
        .hasSize(PodList.MAX_PODS)
        .last()
        .extracting(Pod::name)
        .isEqualTo("p999");
    assertThat(full.problems())
        .containsExactly(
            new PodProblem(
                directory.toString(),
                "has more than 1000 files; those after f0999.yaml are ignored"));
    write("f0000.yaml", pod("x0") + "---\n" + pod("y0"));
    assertThat(files.pods().pods()).hasSize(PodList.MAX_PODS);
    assertThat(files.pods().problems())
        .extracting(PodProblem::message)
        .contains(
            "has more than 1000 pods; default/p999 in f0999.yaml and all after it are ignored");
  }

  private List<String> names() {
    return files.pods().pods().stream().map(Pod::name).toList();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static String pod(String name) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {containers: [{name: x}]}}\n"
        .formatted(name);
  }
}
