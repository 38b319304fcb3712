package io.audionode.agent.config;

import io.audionode.agent.model.QosClass;
import java.util.List;
import java.util.stream.Stream;

/** The words of the file, for its reader and its view alike. */
final class Keys {
  static final String PLACEMENT = "placement";
  static final String DOMAIN = "domain";
  static final String IN_PLACE_THREADS = "inPlaceThreads";
  static final String SWAPPINESS = "swappiness";
  static final String SUBTREE_MAX = "subtreeMax";
  static final String ON_STOP = "onStop";
  static final String PAUSE = "pause";
  static final String LOG_LEVEL = "logLevel";
  static final String RESERVED_CPUS = "reservedCpus";
  static final String PROFILES = "profiles";
  static final String PRESSURE = "pressure";
  static final String MIGRATION = "migration";
  static final String MIGRATION_BUDGET = "migrationBudget";
  static final List<String> ROOT =
      List.of(
          PLACEMENT,
          DOMAIN,
          IN_PLACE_THREADS,
          SWAPPINESS,
          SUBTREE_MAX,
          ON_STOP,
          PAUSE,
          LOG_LEVEL,
          MIGRATION,
          MIGRATION_BUDGET,
          RESERVED_CPUS,
          PROFILES,
          PRESSURE);

  static final String MEMORY_MIN = "memoryMin";
  static final String SWAP_MAX = "swapMax";
  static final String OOM_SCORE_ADJ = "oomScoreAdj";
  static final String NUMA = "numa";
  static final String THREADS = "threads";
  static final String MLOCK_ADVICE = "mlockAdvice";
  static final String REACTIONS = "reactions";
  static final List<String> PROFILE =
      List.of(MEMORY_MIN, SWAP_MAX, OOM_SCORE_ADJ, NUMA, THREADS, MLOCK_ADVICE, REACTIONS);
  static final List<String> QOS_CLASSES = Stream.of(QosClass.values()).map(QosClass::word).toList();

  static final String NAME = "name";
  static final String POLICIES = "policies";
  static final String NAMES = "names";
  static final String CPU_WEIGHT = "cpuWeight";
  static final String EXCLUSIVE_CPUS = "exclusiveCpus";
  static final String PARTITION = "partition";
  static final String MIN_PRIORITY = "minPriority";
  static final String UCLAMP_MIN = "uclampMin";
  static final String UCLAMP_MAX = "uclampMax";
  static final String SCHED_POLICY = "schedPolicy";
  static final String PRIORITY = "priority";
  static final String FORCE = "force";
  static final List<String> THREAD_CLASS =
      List.of(
          NAME,
          POLICIES,
          MIN_PRIORITY,
          NAMES,
          CPU_WEIGHT,
          UCLAMP_MIN,
          UCLAMP_MAX,
          EXCLUSIVE_CPUS,
          PARTITION,
          SCHED_POLICY,
          PRIORITY,
          FORCE);

  static final String TRIGGERS = "triggers";
  static final String CALM = "calm";
  static final String COOL_DOWN = "coolDown";
  static final List<String> PRESSURE_KEYS = List.of(TRIGGERS, CALM, COOL_DOWN);
  static final String KIND = "kind";
  static final String STALL = "stall";
  static final String WINDOW = "window";
  static final List<String> TRIGGER = List.of(NAME, KIND, STALL, WINDOW);

  private Keys() {}
}
