package io.audionode.agent.config;

import io.audionode.agent.config.Pressure.Trigger;
import io.audionode.agent.config.ThreadClass.GivenScheduling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration in force as plain maps, lists, texts and whole numbers, in the words of the
 * file: written as YAML it reads back as the same configuration.
 */
public final class ConfigurationView {
  private ConfigurationView() {}

  /** All keys, also those at their defaults, in the order of the documented file. */
  public static Map<String, Object> of(Configuration configuration) {
    return new View()
        .with(Keys.PLACEMENT, Grammars.PLACEMENT, configuration.placement())
        .with(Keys.DOMAIN, Grammars.DOMAIN, configuration.domain())
        .with(Keys.IN_PLACE_THREADS, Grammars.TRUTH, configuration.inPlaceThreads())
        .with(Keys.SWAPPINESS, Grammars.SWAPPINESS, Optional.ofNullable(configuration.swappiness()))
        .with(
            Keys.SUBTREE_MAX, Grammars.SUBTREE_MAX, Optional.ofNullable(configuration.subtreeMax()))
        .with(Keys.ON_STOP, Grammars.ON_STOP, configuration.onStop())
        .with(Keys.PAUSE, Grammars.TRUTH, configuration.pause())
        .with(Keys.LOG_LEVEL, Grammars.LOG_LEVEL, configuration.logLevel())
        .with(Keys.MIGRATION, Grammars.MIGRATION, configuration.migration().mode())
        .with(Keys.MIGRATION_BUDGET, Grammars.MIGRATION_BUDGET, configuration.migration().budget())
        .with(Keys.RESERVED_CPUS, Grammars.RESERVED_CPUS, configuration.reservedCpus())
        .with(Keys.PROFILES, profiles(configuration.profiles()))
        .with(Keys.PRESSURE, pressure(configuration.pressure()))
        .keys;
  }

  private static Map<String, Object> profiles(Map<String, Profile> profiles) {
    var view = new LinkedHashMap<String, Object>();
    profiles.forEach((name, profile) -> view.put(name, profile(profile)));
    return view;
  }

  private static Map<String, Object> profile(Profile profile) {
    var oomScoreAdj = new LinkedHashMap<String, Object>();
    profile.oomScoreAdj().forEach((qos, adj) -> oomScoreAdj.put(qos.word(), adj));
    List<Object> reactions = profile.reactions().stream().map(Grammars.REACTION.view()).toList();
    return new View()
        .with(Keys.MEMORY_MIN, Grammars.MEMORY_MIN, profile.memoryMin())
        .with(Keys.SWAP_MAX, Grammars.SWAP_MAX, profile.swapMax())
        .with(Keys.OOM_SCORE_ADJ, oomScoreAdj)
        .with(Keys.NUMA, Grammars.NUMA, profile.numa())
        .with(Keys.THREADS, profile.threads().stream().map(ConfigurationView::threads).toList())
        .with(Keys.MLOCK_ADVICE, Grammars.TRUTH, profile.mlockAdvice())
        .with(Keys.REACTIONS, reactions)
        .keys;
  }

  private static Map<String, Object> threads(ThreadClass threads) {
    List<Object> policies = threads.policies().stream().map(Grammars.POLICY.view()).toList();
    var given = Optional.ofNullable(threads.given());
    var view =
        new View()
            .with(Keys.NAME, Grammars.CLASS_NAME, threads.name())
            .with(Keys.POLICIES, policies)
            .with(Keys.MIN_PRIORITY, Grammars.PRIORITY, threads.minPriority())
            .with(Keys.NAMES, threads.names().stream().map(Pattern::pattern).toList())
            .with(Keys.CPU_WEIGHT, Grammars.CPU_WEIGHT, threads.cpuWeight())
            .with(Keys.UCLAMP_MIN, Grammars.UCLAMP, threads.uclamp().min())
            .with(Keys.UCLAMP_MAX, Grammars.UCLAMP, threads.uclamp().max())
            .with(Keys.EXCLUSIVE_CPUS, Grammars.EXCLUSIVE_CPUS, threads.exclusive().count())
            .with(Keys.PARTITION, Grammars.PARTITION, threads.exclusive().partition())
            .with(Keys.SCHED_POLICY, Grammars.SCHED_POLICY, given.map(GivenScheduling::policy));
    given.ifPresent(
        it ->
            view.with(Keys.PRIORITY, Grammars.PRIORITY, it.priority())
                .with(Keys.FORCE, Grammars.TRUTH, it.force()));
    return view.keys;
  }

  private static Map<String, Object> pressure(Pressure pressure) {
    List<Map<String, Object>> triggers =
        pressure.triggers().stream().map(ConfigurationView::trigger).toList();
    return new View()
        .with(Keys.TRIGGERS, triggers)
        .with(Keys.CALM, Grammars.PAUSE, pressure.calm())
        .with(Keys.COOL_DOWN, Grammars.PAUSE, pressure.coolDown())
        .keys;
  }

  private static Map<String, Object> trigger(Trigger trigger) {
    return new View()
        .with(Keys.NAME, Grammars.TRIGGER_NAME, trigger.name())
        .with(Keys.KIND, Grammars.KIND, trigger.kind())
        .with(Keys.STALL, Grammars.STALL, trigger.stall())
        .with(Keys.WINDOW, Grammars.WINDOW, trigger.window())
        .keys;
  }

  /** A map in the order in which it is filled. */
  private static final class View {
    private final Map<String, Object> keys = new LinkedHashMap<>();

    <T> View with(String key, Grammar<T> grammar, T value) {
      return with(key, grammar.view().apply(value));
    }

    View with(String key, Object value) {
      keys.put(key, value);
      return this;
    }
  }
}
