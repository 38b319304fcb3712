package io.audionode.agent.doctor;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.observe.pods.PodFiles;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says whether a node is fit, and names every unmet need with its remedy. Writes nothing. */
public final class Doctor {
  static final String CONFIGURATION = "configuration";
  static final String READING = "reading the node";

  private final Sys sys;
  private final InstantSource clock;

  public Doctor(Sys sys, InstantSource clock) {
    this.sys = requireNonNull(sys, "sys is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Reads the node and examines it; what is wrong is in the answer, never an exception. */
  public Diagnosis diagnose(Question question) {
    var evidence = new EvidenceReader(sys).read(question.cgroupRoot(), question.state());
    return new Diagnosis(examine(evidence, wanted(question.config(), pods(question.pods()))));
  }

  /** All checks, in the order in which a person would ask. Pure. */
  public static List<Check> examine(Evidence evidence, Wanted wanted) {
    var checks = new ArrayList<Check>();
    checks.addAll(RightsChecks.of(evidence));
    checks.addAll(CgroupChecks.of(evidence));
    checks.addAll(NodeChecks.of(evidence, wanted.configuration()));
    checks.addAll(PodChecks.of(evidence, wanted));
    checks.addAll(TuningChecks.of(evidence));
    for (var problem : wanted.problems()) {
      checks.add(
          Check.unfit(CONFIGURATION, problem, "correct it; audionode does not start with it"));
    }
    for (var failure : evidence.unreadable()) {
      checks.add(Check.warning(READING, failure, "run as root, with /proc and /sys mounted"));
    }
    return List.copyOf(checks);
  }

  private @Nullable PodList pods(@Nullable Path directory) {
    return directory == null ? null : new PodFiles(directory, clock).pods();
  }

  private static Wanted wanted(@Nullable Path config, @Nullable PodList pods) {
    if (config == null) {
      return new Wanted(Configuration.defaults(), List.of(), pods);
    }
    try {
      return new Wanted(ConfigurationReader.read(config), List.of(), pods);
    } catch (ConfigurationException e) {
      var problems = e.problems().stream().map(it -> it.text(config.toString())).toList();
      return new Wanted(Configuration.defaults(), problems, pods);
    }
  }

  /** {@code 1 pod}, {@code 2 pods}. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Rounded down, as an amount that people compare with others. */
  static String mebibytes(Bytes amount) {
    return (amount.value() >> 20) + "Mi";
  }
}
