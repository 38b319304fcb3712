package io.audionode.cgroupfs.tree;

import static io.audionode.cgroupfs.tree.TestTree.file;
import static io.audionode.cgroupfs.tree.TestTree.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not need the kernel's reactions: files, names and errors, on an ordinary directory. */
class CgroupTest {
  @TempDir private Path root;
  private CgroupFs fs = new CgroupFs(Linux.system(), Path.of("/nowhere"));

  @BeforeEach
  void writeTree() {
    tree(
            "kubepods",
            file("memory.max", "max\n"),
            file("memory.min", "12x\n"),
            file("cgroup.procs", "12\n3\n12\n0\n"),
            tree("pod1"),
            tree("pod2"))
        .writeTo(root);
    fs = new CgroupFs(Linux.system(), root);
  }

  @Test
  void readsAndWritesValues() {
    try (var kubepods = fs.open(new CgroupPath("kubepods"))) {
      assertThat(kubepods.read(Memory.MAX)).isEqualTo(Limit.MAX);
      kubepods.write(Memory.MAX, Limit.of(8_193));
      assertThat(kubepods.readText("memory.max")).isEqualTo("8192");
    }
  }

  @Test
  void fileThatIsMissingIsUnsupportedAndCgroupThatIsMissingIsGone() {
    try (var kubepods = fs.open(new CgroupPath("kubepods"))) {
      assertThat(kubepods.readIfPresent(Memory.HIGH)).isEmpty();
      assertThatThrownBy(() -> kubepods.read(Memory.HIGH))
          .isInstanceOf(KernelException.Unsupported.class)
          .hasMessage(
              "read memory.high in kubepods: ENOENT (no such file or directory); this kernel has no"
                  + " such file, or its controller is off in the parent's cgroup.subtree_control");
    }
    assertThatThrownBy(() -> fs.open(new CgroupPath("kubepods/pod3")))
        .isInstanceOf(KernelException.Gone.class)
        .hasMessage("open kubepods/pod3: ENOENT (no such file or directory)");
    assertThat(fs.exists(new CgroupPath("kubepods/pod3"))).isFalse();
    assertThat(fs.exists(new CgroupPath("kubepods/pod1"))).isTrue();
  }

  @Test
  void textThatDoesNotParseIsShownWithItsPlace() {
    try (var kubepods = fs.open(new CgroupPath("kubepods"))) {
      assertThatThrownBy(() -> kubepods.readIfPresent(Memory.MIN))
          .isInstanceOfSatisfying(
              KernelException.Malformed.class, e -> assertThat(e.text()).isEqualTo("12x\n"))
          .hasMessage("read memory.min in kubepods: expected a whole number, found \"12x\\n\"");
    }
  }

  @Test
  void recreatedCgroupOfTheSameNameIsAnother() throws IOException {
    try (var old = fs.open(new CgroupPath("kubepods/pod1"))) {
      Files.delete(root.resolve("kubepods/pod1/cgroup.controllers"));
      Files.delete(root.resolve("kubepods/pod1"));
      tree("pod1", file("memory.max", "1\n")).writeTo(root.resolve("kubepods"));

      assertThat(old.isAlive()).isFalse();
      assertThatThrownBy(() -> old.read(Memory.MAX)).isInstanceOf(KernelException.Gone.class);
      assertThatThrownBy(() -> old.readIfPresent(Memory.MAX))
          .isInstanceOf(KernelException.Gone.class);
    }
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), root.resolve("kubepods"));
    Files.createSymbolicLink(
        root.resolve("kubepods/memory.high"), root.resolve("kubepods/memory.max"));

    assertThatThrownBy(() -> fs.open(new CgroupPath("link")))
        .isInstanceOf(KernelException.Refused.class)
        .hasMessageContaining("ENOTDIR");
    try (var kubepods = fs.open(new CgroupPath("kubepods"))) {
      assertThatThrownBy(() -> kubepods.readText("memory.high")).hasMessageContaining("ELOOP");
    }
  }

  @Test
  void processesAreSortedAndThoseOfOtherNamespacesLeftOut() {
    try (var kubepods = fs.open(new CgroupPath("kubepods"))) {
      assertThat(kubepods.processes()).containsExactly(3, 12);
    }
  }

  @Test
  void childrenAreDirectoriesOnly() {
    try (var kubepods = fs.open(new CgroupPath("kubepods"));
        var made = kubepods.create("pod3");
        var again = kubepods.create("pod3")) {
      assertThat(kubepods.children()).containsExactly("pod1", "pod2", "pod3");
      assertThat(made.inode()).isEqualTo(again.inode());
      kubepods.remove("pod3");
      assertThat(kubepods.children()).containsExactly("pod1", "pod2");
      assertThatThrownBy(() -> kubepods.remove("pod3")).isInstanceOf(KernelException.Gone.class);
      assertThatThrownBy(() -> kubepods.create("../x"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closedCgroupIsAMistakeOfTheCaller() {
    var kubepods = fs.open(new CgroupPath("kubepods"));
    kubepods.close();
    kubepods.close();

    assertThatThrownBy(kubepods::processes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("kubepods is closed");
  }

  @Test
  void readOnlyKnobsAreNotWritten() {
    try (var kubepods = fs.open(new CgroupPath("kubepods"))) {
      assertThatThrownBy(() -> kubepods.write(Core.TYPE, CgroupType.THREADED))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> kubepods.read(Memory.RECLAIM))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
