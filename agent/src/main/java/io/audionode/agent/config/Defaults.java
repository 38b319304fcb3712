package io.audionode.agent.config;

import static io.audionode.agent.config.ThreadClass.SchedulingPolicy.DEADLINE;
import static io.audionode.agent.config.ThreadClass.SchedulingPolicy.FIFO;
import static io.audionode.agent.config.ThreadClass.SchedulingPolicy.RR;
import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Pressure.Kind;
import io.audionode.agent.config.Pressure.Trigger;
import io.audionode.agent.config.Profile.Numa;
import io.audionode.agent.config.Profile.Reaction;
import io.audionode.agent.model.QosClass;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What counts when the file says nothing. */
public final class Defaults {
  static final int CPU_WEIGHT = 100;
  static final LogLevel LOG_LEVEL = LogLevel.INFO;
  static final Migration MIGRATION = new Migration(Migration.Mode.OFF, Duration.ofMillis(1));

  private static final String FILE = "default-config.yaml";
  private static final Set<Reaction> REACTIONS = Set.of(Reaction.OBSERVE, Reaction.OOM);
  private static final Limit NO_SWAP = Limit.of(Bytes.ZERO);

  private Defaults() {}

  /** The defaults as a commented configuration file; reading it gives the built-in defaults. */
  public static String file() {
    try (var file = requireNonNull(Defaults.class.getResourceAsStream(FILE), FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + FILE + " from the program's own jar", e);
    }
  }

  static Configuration configuration() {
    return new Configuration(
        Configuration.Placement.SUBTREE,
        Configuration.Domain.CONTAINER,
        1,
        80,
        Configuration.OnStop.KEEP,
        profiles(),
        pressure());
  }

  /** What a profile that is not built in has before its own keys are read. */
  public static Profile profile(String name) {
    return new Profile(
        name,
        new MemoryMin.OfRequest(100),
        NO_SWAP,
        adj(0, 0, 0),
        Numa.PREFERRED,
        List.of(),
        false,
        REACTIONS);
  }

  private static Map<String, Profile> profiles() {
    var profiles = new LinkedHashMap<String, Profile>();
    Stream.of(realtime(), render()).forEach(profile -> profiles.put(profile.name(), profile));
    return profiles;
  }

  private static Profile realtime() {
    return new Profile(
        "realtime",
        new MemoryMin.OfRequest(100),
        NO_SWAP,
        adj(-900, -500, -300),
        Numa.REQUIRED,
        List.of(realtimeThreads()),
        false,
        REACTIONS);
  }

  private static ThreadClass realtimeThreads() {
    var names = Stream.of("^pw-data-loop", "^jackd", "^audio").map(Pattern::compile).toList();
    return new ThreadClass("rt", Set.of(FIFO, RR, DEADLINE), names, 10000);
  }

  private static Profile render() {
    return new Profile(
        "render",
        new MemoryMin.OfRequest(50),
        Limit.of(Bytes.ofMebibytes(4)),
        adj(-500, -300, 0),
        Numa.PREFERRED,
        List.of(),
        false,
        REACTIONS);
  }

  private static Pressure pressure() {
    return new Pressure(
        List.of(
            new Trigger("warn", Kind.SOME, Duration.ofMillis(50), Duration.ofMillis(500)),
            new Trigger("critical", Kind.FULL, Duration.ofMillis(100), Duration.ofSeconds(1))),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }

  private static Map<QosClass, Integer> adj(int guaranteed, int burstable, int bestEffort) {
    return Map.of(
        QosClass.GUARANTEED, guaranteed,
        QosClass.BURSTABLE, burstable,
        QosClass.BEST_EFFORT, bestEffort);
  }
}
