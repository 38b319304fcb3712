package io.audionode.agent.config;

import io.audionode.agent.config.Pressure.Trigger;
import io.audionode.agent.config.Profile.Reaction;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.QosClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the configuration file, and finds everything that is wrong with it in one go.
 *
 * <p>A key that is not given has its default. A profile with the name of a built-in one changes
 * only the keys that it gives, {@code oomScoreAdj} class by class; any other profile starts from
 * {@code memoryMin: 100% request}, {@code swapMax: 0}, {@code oomScoreAdj} 0, {@code numa:
 * preferred} and no threads. Lists are replaced as a whole.
 */
public final class ConfigurationReader {
  private static final int MAX_PROFILES = 64;

  private ConfigurationReader() {}

  /**
   * Reads a file.
   *
   * @throws ConfigurationException with one problem when it cannot be read, as {@link #read(String,
   *     String)} otherwise
   */
  public static Configuration read(Path file) throws ConfigurationException {
    try {
      return read(BoundedFile.text(file), file.toString());
    } catch (IOException e) {
      var problem = new Problem("", "", "cannot be read: " + e.getMessage(), 1);
      throw new ConfigurationException(file.toString(), List.of(problem));
    }
  }

  /**
   * Reads text.
   *
   * @param source what the text is called in problems, usually a file name
   * @throws ConfigurationException with all problems of the text
   */
  public static Configuration read(String yaml, String source) throws ConfigurationException {
    var problems = new Problems();
    var configuration =
        root(yaml, problems)
            .map(ConfigurationReader::configuration)
            .orElseGet(Configuration::defaults);
    problems.throwIfAny(source);
    return configuration;
  }

  private static Optional<Section> root(String yaml, Problems problems) {
    try {
      List<Node> documents = BoundedYaml.documents(yaml);
      if (documents.size() > 1) {
        new Entry("", documents.get(1), problems).problem("a second document; allowed: one");
      }
      return documents.stream().findFirst().map(node -> new Entry("", node, problems).section());
    } catch (MalformedYamlException e) {
      problems.add(new Problem("", "", e.getMessage(), e.line()));
      return Optional.empty();
    }
  }

  private static Configuration configuration(Section root) {
    var defaults = Configuration.defaults();
    root.only(Keys.ROOT);
    return new Configuration(
        root.read(Keys.PLACEMENT, Grammars.PLACEMENT, defaults.placement()),
        root.read(Keys.DOMAIN, Grammars.DOMAIN, defaults.domain()),
        root.read(Keys.IN_PLACE_THREADS, Grammars.TRUTH, defaults.inPlaceThreads()),
        root.read(Keys.SWAPPINESS, Grammars.SWAPPINESS, Optional.ofNullable(defaults.swappiness()))
            .orElse(null),
        root.read(
                Keys.SUBTREE_MAX, Grammars.SUBTREE_MAX, Optional.ofNullable(defaults.subtreeMax()))
            .orElse(null),
        root.read(Keys.ON_STOP, Grammars.ON_STOP, defaults.onStop()),
        root.read(Keys.PAUSE, Grammars.TRUTH, defaults.pause()),
        root.read(Keys.RESERVED_CPUS, Grammars.RESERVED_CPUS, defaults.reservedCpus()),
        root.entry(Keys.PROFILES)
            .map(entry -> profiles(entry, defaults.profiles()))
            .orElse(defaults.profiles()),
        root.entry(Keys.PRESSURE)
            .map(entry -> pressure(entry, defaults.pressure()))
            .orElse(defaults.pressure()),
        new Migration(
            root.read(Keys.MIGRATION, Grammars.MIGRATION, defaults.migration().mode()),
            root.read(
                Keys.MIGRATION_BUDGET, Grammars.MIGRATION_BUDGET, defaults.migration().budget())),
        root.read(Keys.LOG_LEVEL, Grammars.LOG_LEVEL, defaults.logLevel()));
  }

  private static Map<String, Profile> profiles(Entry place, Map<String, Profile> builtIn) {
    var profiles = new LinkedHashMap<>(builtIn);
    Map<String, Entry> entries = place.section().entries();
    if (entries.size() > MAX_PROFILES) {
      place.problem("has " + entries.size() + " profiles; allowed: up to " + MAX_PROFILES);
      return profiles;
    }
    entries.forEach(
        (name, entry) -> {
          var base = Optional.ofNullable(builtIn.get(name)).orElseGet(() -> Defaults.profile(name));
          if (isProfileName(name, entry)) {
            profiles.put(name, profile(entry, base));
          }
        });
    return profiles;
  }

  private static boolean isProfileName(String name, Entry place) {
    if (name.equals(Labels.NO_PROFILE)) {
      place.problem("is what pods say that want no profile; allowed: any other name");
      return false;
    }
    try {
      return !Grammars.PROFILE_NAME.read(name).isEmpty();
    } catch (Grammar.Refusal e) {
      place.problem("is no name of a profile; allowed: " + Grammars.PROFILE_NAME.allowed());
      return false;
    }
  }

  private static Profile profile(Entry place, Profile base) {
    Section section = place.section().only(Keys.PROFILE);
    return new Profile(
        base.name(),
        section.read(Keys.MEMORY_MIN, Grammars.MEMORY_MIN, base.memoryMin()),
        section.read(Keys.SWAP_MAX, Grammars.SWAP_MAX, base.swapMax()),
        section
            .entry(Keys.OOM_SCORE_ADJ)
            .map(entry -> oomScoreAdj(entry, base))
            .orElse(base.oomScoreAdj()),
        section.read(Keys.NUMA, Grammars.NUMA, base.numa()),
        section.named(Keys.THREADS, ThreadClassReader::read, ThreadClass::name, base.threads()),
        section.read(Keys.MLOCK_ADVICE, Grammars.TRUTH, base.mlockAdvice()),
        section
            .entry(Keys.REACTIONS)
            .map(entry -> reactions(section, entry))
            .orElse(base.reactions()));
  }

  private static Set<Reaction> reactions(Section section, Entry place) {
    var reactions =
        Set.copyOf(section.list(Keys.REACTIONS, it -> it.read(Grammars.REACTION), List.of()));
    if (!reactions.isEmpty() && !reactions.contains(Reaction.OBSERVE)) {
      place.problem(
          "has no \"observe\", without which nobody knows when to react; allowed: with it, or []");
      return Set.of();
    }
    return reactions;
  }

  private static Map<QosClass, Integer> oomScoreAdj(Entry place, Profile base) {
    Section section = place.section().only(Keys.QOS_CLASSES);
    var oomScoreAdj = new EnumMap<QosClass, Integer>(base.oomScoreAdj());
    oomScoreAdj.replaceAll((qos, adj) -> section.read(qos.word(), Grammars.OOM_SCORE_ADJ, adj));
    return oomScoreAdj;
  }

  private static Pressure pressure(Entry place, Pressure base) {
    Section section = place.section().only(Keys.PRESSURE_KEYS);
    return new Pressure(
        section.named(Keys.TRIGGERS, ConfigurationReader::trigger, Trigger::name, base.triggers()),
        section.read(Keys.CALM, Grammars.PAUSE, base.calm()),
        section.read(Keys.COOL_DOWN, Grammars.PAUSE, base.coolDown()));
  }

  private static Optional<Trigger> trigger(Entry place) {
    Section section = place.section().only(Keys.TRIGGER);
    var name = section.require(Keys.NAME, Grammars.TRIGGER_NAME);
    var kind = section.require(Keys.KIND, Grammars.KIND);
    var stall = section.require(Keys.STALL, Grammars.STALL);
    var window = section.require(Keys.WINDOW, Grammars.WINDOW);
    if (name.isEmpty() || kind.isEmpty() || stall.isEmpty() || window.isEmpty()) {
      return Optional.empty();
    }
    if (stall.get().compareTo(window.get()) > 0) {
      section.entry(Keys.STALL).ifPresent(entry -> entry.problem("is longer than the window"));
      return Optional.empty();
    }
    return Optional.of(new Trigger(name.get(), kind.get(), stall.get(), window.get()));
  }
}
