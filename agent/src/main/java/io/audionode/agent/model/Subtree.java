package io.audionode.agent.model;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Optional;

/** The names of the audio subtree: {@code audio/node<N>/pod<uid>}. */
public final class Subtree {
  public static final CgroupPath ROOT = new CgroupPath("audio");

  /** The threaded cgroup that takes every thread no class asks for. */
  public static final String MAIN = "main";

  private static final int POD_LEVEL = 2;

  private Subtree() {}

  public static CgroupPath node(int numaNode) {
    return ROOT.child("node" + numaNode);
  }

  public static CgroupPath pod(int numaNode, String uid) {
    return node(numaNode).child("pod" + uid);
  }

  /** Whether it is this pod's cgroup or lies below it, on whichever NUMA node. */
  public static boolean isOf(String uid, CgroupPath path) {
    return isOfPod(path) && path.segments().get(POD_LEVEL).equals("pod" + uid);
  }

  /** Whether it is this container's cgroup, in a pod's of its own, or lies below it. */
  public static boolean isOf(String uid, String containerId, CgroupPath path) {
    return container(path).filter(container(uid, containerId)::equals).isPresent();
  }

  /**
   * Which container's cgroup it is or lies below, as {@link #container(String, String)} says it.
   */
  public static Optional<String> container(CgroupPath path) {
    if (!contains(path)) {
      return Optional.empty();
    }
    var names = path.segments();
    return names.size() > POD_LEVEL + 1
        ? Optional.of(names.get(POD_LEVEL) + "/" + names.get(POD_LEVEL + 1))
        : Optional.empty();
  }

  /** A container's cgroup in a pod's of its own, whichever the NUMA node. */
  public static String container(String uid, String containerId) {
    return "pod" + uid + "/" + containerId;
  }

  /** Whether it is a pod's cgroup or lies below one. */
  public static boolean isOfPod(CgroupPath path) {
    return contains(path) && path.segments().size() > POD_LEVEL;
  }

  public static boolean contains(CgroupPath path) {
    return path.startsWith(ROOT);
  }

  /** The name of the NUMA node's cgroup that it is or lies below; empty elsewhere. */
  public static Optional<String> nodeName(CgroupPath path) {
    return contains(path) ? path.segments().stream().skip(1).findFirst() : Optional.empty();
  }
}
