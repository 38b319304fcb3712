package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something as it was before the agent first changed it: one line of the journal.
 *
 * <p>The key names what was changed; the first value found under a key is the one that counts.
 */
public sealed interface Original {
  /** What was changed, unique in the journal. */
  String key();

  /** What counts of this and of a later line with the same key: the first value found. */
  default Original renewedBy(Original later) {
    return this;
  }

  /** The agent made this cgroup; everything in it is the agent's own. */
  record Created(CgroupPath cgroup) implements Original {
    public Created {
      requireNonNull(cgroup, "cgroup is null");
    }

    @Override
    public String key() {
      return keyOf(cgroup);
    }

    static String keyOf(CgroupPath cgroup) {
      return "cgroup " + cgroup;
    }
  }

  /**
   * A control file of a cgroup that belongs to somebody else; the inode tells a re-created one.
   *
   * @param given what the agent has written since it found this, or announced to write; none of a
   *     version that did not note it. What is neither is somebody else's, and is not overwritten
   *     when all is put back. Of a file that its owner writes to as well it is the owner's newer
   *     word, and the line is renewed with it
   */
  record KnobValue(CgroupPath cgroup, long inode, String file, String found, Set<String> given)
      implements Original {
    private static final Set<String> SHARED = Set.of(Cpuset.CPUS.file(), Cpuset.MEMS.file());

    public KnobValue {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(file, "file is null");
      requireNonNull(found, "found is null");
      given = Set.copyOf(given);
    }

    /** Of a version that did not note what it gave. */
    public KnobValue(CgroupPath cgroup, long inode, String file, String found) {
      this(cgroup, inode, file, found, Set.of());
    }

    /** What is to be noted before a value is written, when there is no line yet. */
    public static KnobValue before(
        String after, CgroupPath cgroup, long inode, String file, String found) {
      return new KnobValue(cgroup, inode, file, found, Set.of(after));
    }

    /** What is to be noted before a value is written over what is there now. */
    public KnobValue before(String after, String now) {
      if (isNewer(now)) {
        return before(after, cgroup, inode, file, now);
      }
      return new KnobValue(cgroup, inode, file, found, Given.before(after, now, found, given));
    }

    /** Whether its owner, who writes to it as well, has done so since the agent did. */
    public boolean isNewer(String now) {
      return SHARED.contains(file) && isForeign(now);
    }

    /** Whether somebody else has written since the agent did. */
    public boolean isForeign(String now) {
      return Given.isForeign(now, found, given);
    }

    @Override
    public Original renewedBy(Original later) {
      return later instanceof KnobValue knob && !knob.given.isEmpty() ? knob : this;
    }

    @Override
    public String key() {
      return keyOf(cgroup, inode, file);
    }

    /** Whether it is a limit that a pod that did not ask has only for a while. */
    public boolean isOfDonor() {
      return file.equals(Memory.HIGH.file());
    }

    static String keyOf(CgroupPath cgroup, long inode, String file) {
      return "knob " + cgroup + " " + inode + " " + file;
    }
  }

  /** Controllers that the agent switched on in somebody else's {@code cgroup.subtree_control}. */
  record Controllers(CgroupPath cgroup, Set<String> enabled) implements Original {
    public Controllers {
      requireNonNull(cgroup, "cgroup is null");
      enabled = Set.copyOf(enabled);
    }

    @Override
    public String key() {
      return "controllers " + cgroup + " " + String.join(",", new TreeSet<>(enabled));
    }
  }

  /** Something of a process. */
  sealed interface OfProcess extends Original {
    ProcessId process();

    /** Its container's cgroup below kubepods. */
    CgroupPath home();

    /** Whether a fork of either would be told the same. */
    boolean tellsTheSameAs(OfProcess other);
  }

  /** Where a process ran before it was moved. */
  record Home(ProcessId process, CgroupPath cgroup) implements OfProcess {
    public Home {
      requireNonNull(process, "process is null");
      requireNonNull(cgroup, "cgroup is null");
    }

    @Override
    public CgroupPath home() {
      return cgroup;
    }

    @Override
    public boolean tellsTheSameAs(OfProcess other) {
      return other instanceof Home(var _, var home) && home.equals(cgroup);
    }

    @Override
    public String key() {
      return keyOf(process);
    }

    static String keyOf(ProcessId process) {
      return "home " + process.pid() + " " + process.startTicks();
    }
  }

  /**
   * A process's {@code oom_score_adj}.
   *
   * @param home its container's cgroup below kubepods
   * @param given the scores meant to last that the agent has written since it found this, or
   *     announced to write, by which forks of it are known; none of a version that did not note
   *     them. {@link #UNDER_PRESSURE} is never among them, and counts as the agent's own for all
   *     that had more. What is neither is somebody else's, and is not overwritten when all is put
   *     back
   */
  record OomScoreAdj(ProcessId process, CgroupPath home, int found, Set<Integer> given)
      implements OfProcess {
    /** What any process may have been given for a while, if it had more. */
    public static final int UNDER_PRESSURE = -997;

    public OomScoreAdj {
      requireNonNull(process, "process is null");
      requireNonNull(home, "home is null");
      given = Set.copyOf(given);
    }

    /** What is to be noted before a score is written over the one there is now. */
    public OomScoreAdj before(int after, int now) {
      var own = now == UNDER_PRESSURE ? found : now;
      return new OomScoreAdj(process, home, found, Given.before(after, own, found, given));
    }

    /** Whether a process that has this may have it from the agent, as a fork has it. */
    public boolean mayHaveGiven(int score) {
      return given.contains(score) || (score == UNDER_PRESSURE && found > UNDER_PRESSURE);
    }

    /** Whether somebody else has written since the agent did. */
    public boolean isForeign(int now) {
      return !mayHaveGiven(now) && Given.isForeign(now, found, given);
    }

    @Override
    public Original renewedBy(Original later) {
      return later instanceof OomScoreAdj newer && newer.found == found ? newer : this;
    }

    @Override
    public boolean tellsTheSameAs(OfProcess other) {
      return other instanceof OomScoreAdj(var _, var itsHome, var itsFound, var itsGiven)
          && itsHome.equals(home)
          && itsFound == found
          && itsGiven.equals(given);
    }

    @Override
    public String key() {
      return keyOf(process);
    }

    static String keyOf(ProcessId process) {
      return "oom_score_adj " + process.pid() + " " + process.startTicks();
    }
  }

  /**
   * A thread's scheduling, which was not real-time. There is one for each that the agent gave, and
   * until a look has seen the first of them one that gives what was found: that a thread still has
   * it is no choice of its own then, as whoever was to write may have been killed.
   *
   * @param given what the agent set; a thread that has something else by now has chosen it, and
   *     keeps it
   */
  record ThreadScheduling(ThreadId thread, SchedAttr found, SchedAttr given) implements Original {
    public ThreadScheduling {
      requireNonNull(thread, "thread is null");
      requireNonNull(found, "found is null");
      requireNonNull(given, "given is null");
    }

    /** What the thread has until it is given something. */
    public ThreadScheduling notYet() {
      return new ThreadScheduling(thread, found, found);
    }

    /** Whether it only says that nothing was given yet. */
    public boolean isNotYet() {
      return given.equals(found);
    }

    @Override
    public String key() {
      return "scheduling %d %d %s".formatted(thread.tid(), thread.startTicks(), given.text());
    }
  }

  /**
   * {@code vm.swappiness} of the node.
   *
   * @param given what the agent has written since, or announced to write; none of a version that
   *     did not note it
   */
  record Swappiness(int found, Set<Integer> given) implements Original {
    static final String KEY = "vm.swappiness";

    public Swappiness {
      given = Set.copyOf(given);
    }

    /** Of a version that did not note what it gave. */
    public Swappiness(int found) {
      this(found, Set.of());
    }

    /** What is to be noted before a value is written over what is there now. */
    public Swappiness before(int after, int now) {
      return new Swappiness(found, Given.before(after, now, found, given));
    }

    /** Whether somebody else has written since the agent did. */
    public boolean isForeign(int now) {
      return Given.isForeign(now, found, given);
    }

    @Override
    public Original renewedBy(Original later) {
      return later instanceof Swappiness newer && !newer.given.isEmpty() ? newer : this;
    }

    @Override
    public String key() {
      return KEY;
    }
  }
}
