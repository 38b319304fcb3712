package io.audionode.agent.model.pressure;

/** Whose tasks a pressure file counts. In the order in which triggers are armed. */
public enum Scope {
  /** Every task of the machine: {@code /proc/pressure/memory}. */
  NODE("node"),
  /** Audio pods of one NUMA node: {@code audio/node<N>}. */
  NUMA_NODE("numa-node"),
  /** One pod, where kubelet put it or where it is threaded as a whole. */
  POD("pod"),
  /** One container in the subtree, the thread root. */
  CONTAINER("container"),
  /** The threads of one class, or of none. */
  THREADS("threads");

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }

  /** Whether the tasks are those of one audio pod. */
  public boolean ofPod() {
    return this != NODE && this != NUMA_NODE;
  }
}
