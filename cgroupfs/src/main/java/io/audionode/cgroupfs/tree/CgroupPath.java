package io.audionode.cgroupfs.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The place of a cgroup below the mount, for people and messages; a live {@link Cgroup} is an
 * inode. Sorts a parent before its children.
 *
 * @param value {@code ""} for the root, else names joined by {@code /}, such as {@code audio/node0}
 */
public record CgroupPath(String value) implements Comparable<CgroupPath> {
  public static final CgroupPath ROOT = new CgroupPath("");

  private static final int LONGEST_NAME = 255;
  private static final int MOST_BYTES_OF_A_CHAR = 3;

  /** One of so many characters is never too long. */
  private static final int LONGEST_SURE_NAME = LONGEST_NAME / MOST_BYTES_OF_A_CHAR;

  public CgroupPath {
    requireNonNull(value, "value is null");
    if (!value.isEmpty()) {
      var odd = value.indexOf('\0') >= 0 || value.indexOf('\n') >= 0;
      for (int start = 0, end; start <= value.length(); start = end + 1) {
        var slash = value.indexOf('/', start);
        end = slash < 0 ? value.length() : slash;
        if (odd || mayBeNoName(value, start, end)) {
          requireName(value.substring(start, end));
        }
      }
    }
  }

  /** Empty and long ones, and those with a dot before them; a look makes thousands of paths. */
  private static boolean mayBeNoName(String value, int start, int end) {
    return start == end || value.charAt(start) == '.' || end - start > LONGEST_SURE_NAME;
  }

  /** Takes the path with or without the slash that the kernel puts in front. */
  public static CgroupPath of(String path) {
    return new CgroupPath(path.startsWith("/") ? path.substring(1) : path);
  }

  static void requireName(String name) {
    if (isOther(name)) {
      throw new IllegalArgumentException("not a cgroup name: \"" + name.replace("\n", "\\n") + '"');
    }
    if (isLong(name)) {
      throw new IllegalArgumentException("cgroup name above 255 bytes: " + name);
    }
  }

  static boolean isName(String name) {
    return !isOther(name) && !isLong(name);
  }

  private static boolean isOther(String name) {
    return name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('\0') >= 0
        || name.indexOf('\n') >= 0
        || name.indexOf('/') >= 0;
  }

  private static boolean isLong(String name) {
    return name.length() > LONGEST_SURE_NAME && name.getBytes(UTF_8).length > LONGEST_NAME;
  }

  public CgroupPath child(String name) {
    requireName(name);
    return new CgroupPath(isRoot() ? name : value + "/" + name);
  }

  public boolean isRoot() {
    return value.isEmpty();
  }

  /** Empty for the root. */
  public Optional<CgroupPath> parent() {
    if (isRoot()) {
      return Optional.empty();
    }
    var slash = value.lastIndexOf('/');
    return Optional.of(slash < 0 ? ROOT : new CgroupPath(value.substring(0, slash)));
  }

  /**
   * From the root's child down to the parent, both included; the root, which has no knobs, is not.
   * This is the order in which protection grows.
   */
  public List<CgroupPath> ancestors() {
    var ancestors = new ArrayList<CgroupPath>();
    for (var up = parent(); up.isPresent() && !up.get().isRoot(); up = up.get().parent()) {
      ancestors.add(up.get());
    }
    Collections.reverse(ancestors);
    return List.copyOf(ancestors);
  }

  /** The last name, {@code ""} for the root. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** The names from the root's child down; none for the root. */
  public List<String> segments() {
    return isRoot() ? List.of() : List.of(value.split("/"));
  }

  /** Whether this is the other or lies below it. */
  public boolean startsWith(CgroupPath other) {
    var end = other.value.length();
    return other.isRoot()
        || (value.startsWith(other.value) && (value.length() == end || value.charAt(end) == '/'));
  }

  /** What a map has for this cgroup and for those below it, in order, whatever else is in it. */
  public <V> Stream<V> in(NavigableMap<CgroupPath, V> map) {
    return map.tailMap(this, true).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(this))
        .map(Map.Entry::getValue);
  }

  /** 0 for the root. */
  public int depth() {
    return isRoot() ? 0 : 1 + (int) value.chars().filter(c -> c == '/').count();
  }

  @Override
  public int compareTo(CgroupPath other) {
    var shorter = Math.min(value.length(), other.value.length());
    for (var i = 0; i < shorter; i++) {
      var mine = value.charAt(i);
      var its = other.value.charAt(i);
      if (mine != its) {
        return mine == '/' ? -1 : its == '/' ? 1 : Character.compare(mine, its);
      }
    }
    return Integer.compare(value.length(), other.value.length());
  }

  /** The value, {@code /} for the root. */
  @Override
  public String toString() {
    return isRoot() ? "/" : value;
  }
}
