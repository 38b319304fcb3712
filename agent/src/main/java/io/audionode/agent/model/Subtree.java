package io.audionode.agent.model;

import io.audionode.cgroupfs.tree.CgroupPath;

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

  /** Whether it is a pod's cgroup or lies below one. */
  public static boolean isOfPod(CgroupPath path) {
    return contains(path) && path.segments().size() > POD_LEVEL;
  }

  public static boolean contains(CgroupPath path) {
    return path.startsWith(ROOT);
  }
}
