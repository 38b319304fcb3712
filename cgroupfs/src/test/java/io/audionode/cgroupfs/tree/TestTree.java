package io.audionode.cgroupfs.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory tree that looks like cgroups, written as a literal: {@code tree("kubepods",
 * file("memory.max", "max\n"), tree("pod1", ...))}. Reading works as on the kernel; nothing reacts
 * to what is written.
 */
public sealed interface TestTree {
  void writeTo(Path parent);

  /** A cgroup; {@code cgroup.controllers}, which every cgroup has, comes by itself. */
  static TestTree tree(String name, TestTree... parts) {
    return new Tree(name, parts);
  }

  static TestTree file(String name, String text) {
    return new File(name, text);
  }

  final class Tree implements TestTree {
    private final String name;
    private final TestTree[] parts;

    private Tree(String name, TestTree... parts) {
      this.name = name;
      this.parts = parts.clone();
    }

    @Override
    public void writeTo(Path parent) {
      try {
        var directory = Files.createDirectories(parent.resolve(name));
        file("cgroup.controllers", "cpuset cpu memory pids\n").writeTo(directory);
        for (var part : parts) {
          part.writeTo(directory);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  record File(String name, String text) implements TestTree {
    @Override
    public void writeTo(Path parent) {
      try {
        Files.writeString(parent.resolve(name), text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
