package io.audionode.agent.model;

/** The words with which pods and nodes speak to audionode. */
public final class Labels {
  public static final String PREFIX = "audionode.io/";

  /** Label: the profile a pod asks for. */
  public static final String PROFILE = "audionode.io/profile";

  /** A pod of this RuntimeClass asks for the profile {@link #RUNTIME_CLASS_PROFILE}. */
  public static final String RUNTIME_CLASS = "audio-rt";

  public static final String RUNTIME_CLASS_PROFILE = "realtime";

  /** Annotation: the pod's {@code memory.min}, a quantity. */
  public static final String MEMORY_MIN = "audionode.io/memory-min";

  /** Annotation: {@code memory.swap.max} of each container, a quantity or {@code max}. */
  public static final String SWAP_MAX = "audionode.io/swap-max";

  /** Annotation: {@code oom_score_adj} of each process, -1000..1000. */
  public static final String OOM_SCORE_ADJ = "audionode.io/oom-score-adj";

  /** The older spelling of {@link #OOM_SCORE_ADJ}, which counts when the newer one is absent. */
  public static final String OOM_SCORE_ADJ_OLD = "k8s.io/oom-score-adj";

  /** Annotation: the NUMA node the pod belongs to. */
  public static final String NUMA_NODE = "audionode.io/numa-node";

  /** Annotation: {@code "true"} means observe, never write. */
  public static final String HOLD = "audionode.io/hold";

  private Labels() {}

  /** Whether a pod asks for audionode at all. */
  public static boolean asks(Pod pod) {
    return pod.labels().containsKey(PROFILE) || RUNTIME_CLASS.equals(pod.runtimeClass());
  }
}
