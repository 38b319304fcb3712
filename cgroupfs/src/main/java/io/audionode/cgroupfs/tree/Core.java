package io.audionode.cgroupfs.tree;

import static io.audionode.cgroupfs.knob.Grammars.countLimit;
import static io.audionode.cgroupfs.knob.Grammars.flag;
import static io.audionode.cgroupfs.knob.Grammars.record;
import static io.audionode.cgroupfs.knob.Grammars.words;
import static io.audionode.cgroupfs.knob.KernelVersion.since;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.knob.Knob;
import java.util.List;

/** The files that every cgroup has whatever its controllers ("Core Interface Files"). */
public final class Core {
  public static final Knob<CgroupType> TYPE =
      record("cgroup.type", since(4, 14), CgroupType::parse);
  public static final Knob<List<String>> CONTROLLERS =
      words("cgroup.controllers", since(4, 5)).readOnly();

  /** Read-only here: it is written as differences, by {@link Cgroup#enable}. */
  public static final Knob<List<String>> SUBTREE_CONTROL =
      words("cgroup.subtree_control", since(4, 5)).readOnly();

  public static final Knob<CgroupEvents> EVENTS =
      record("cgroup.events", since(4, 5), CgroupEvents::parse);
  public static final Knob<Limit> MAX_DESCENDANTS =
      countLimit("cgroup.max.descendants", since(4, 14), "cgroups");
  public static final Knob<Limit> MAX_DEPTH =
      countLimit("cgroup.max.depth", since(4, 14), "levels");
  public static final Knob<Boolean> FREEZE = flag("cgroup.freeze", since(5, 2));

  /** The whole table. */
  public static final List<Knob<?>> KNOBS =
      List.of(TYPE, CONTROLLERS, SUBTREE_CONTROL, EVENTS, MAX_DESCENDANTS, MAX_DEPTH, FREEZE);

  /** The file of {@link Cgroup#processes}. */
  public static final String PROCS = "cgroup.procs";

  /** The file of {@link Cgroup#threads}. */
  public static final String THREADS = "cgroup.threads";

  private Core() {}
}
