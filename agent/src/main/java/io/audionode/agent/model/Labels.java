package io.audionode.agent.model;

import java.util.Set;

/** The words with which pods and nodes speak to audionode. */
public final class Labels {
  public static final String PREFIX = "audionode.io/";

  /** Label: the profile a pod asks for. */
  public static final String PROFILE = "audionode.io/profile";

  /**
   * The value of {@link #PROFILE} that asks for nothing, whatever RuntimeClass or namespace say.
   */
  public static final String NO_PROFILE = "none";

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

  public static final Set<String> OOM_SCORE_ADJ_SPELLINGS =
      Set.of(OOM_SCORE_ADJ, OOM_SCORE_ADJ_OLD);

  /** Annotation: the NUMA node the pod belongs to. */
  public static final String NUMA_NODE = "audionode.io/numa-node";

  /** Annotation: names of threads that get a cgroup of their own, as in a profile's threads. */
  public static final String ISOLATE = "audionode.io/isolate";

  /** Annotation: {@code "true"} means observe, never write. */
  public static final String HOLD = "audionode.io/hold";

  /** Label of a node: whether its audio pods are looked after, {@code true} or {@code false}. */
  public static final String NODE_READY = "audionode.io/ready";

  /** Annotation of a node: the agent's version. */
  public static final String NODE_VERSION = "audionode.io/version";

  /** Annotation of a node: the placement in force, and how many pods are looked after how. */
  public static final String NODE_PLACEMENT = "audionode.io/placement";

  private Labels() {}

  /** Whether a pod asks for audionode at all. */
  public static boolean asks(Pod pod) {
    return saysProfile(pod) && !NO_PROFILE.equals(pod.labels().get(PROFILE));
  }

  /** Whether a pod itself says which profile it wants, or that it wants none. */
  public static boolean saysProfile(Pod pod) {
    return pod.labels().containsKey(PROFILE) || RUNTIME_CLASS.equals(pod.runtimeClass());
  }

  /** Whether an annotation of this name means anything to audionode. */
  public static boolean isAnnotation(String key) {
    return key.startsWith(PREFIX) || key.equals(OOM_SCORE_ADJ_OLD);
  }
}
