package io.audionode.agent.config;

import io.audionode.agent.config.Grammar.Refusal;
import io.audionode.agent.model.Quantity;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.sys.KernelException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One line per kind of value: what is allowed, how it is read, how it is shown. */
final class Grammars {
  static final Grammar<Configuration.Placement> PLACEMENT = words(Configuration.Placement.values());
  static final Grammar<Configuration.Domain> DOMAIN = words(Configuration.Domain.values());
  static final Grammar<Optional<Integer>> SWAPPINESS = orWord("keep", integer(Range.SWAPPINESS));
  static final Grammar<Optional<Integer>> SUBTREE_MAX =
      orWord("none", percent(Range.SUBTREE_MAX_PERCENT));
  static final Grammar<Configuration.OnStop> ON_STOP = words(Configuration.OnStop.values());
  static final Grammar<LogLevel> LOG_LEVEL = words(LogLevel.values());
  static final Grammar<CpuList> RESERVED_CPUS =
      new Grammar<>(
          "a list of cpus such as 0-1,4 (0..%d), or \"none\"".formatted(CpuList.HIGHEST),
          Grammars::cpus,
          cpus -> cpus.isEmpty() ? "none" : cpus.text());
  static final Grammar<Integer> EXCLUSIVE_CPUS = integer(Range.EXCLUSIVE_CPUS);
  static final Grammar<ExclusiveCpus.Partition> PARTITION =
      words(ExclusiveCpus.Partition.values(), ExclusiveCpus.Partition::word);
  static final Grammar<Migration.Mode> MIGRATION = words(Migration.Mode.values());
  static final Grammar<Duration> MIGRATION_BUDGET =
      new Grammar<>(
          "a duration from 100us to 100ms",
          text -> duration(text, Migration.LEAST_BUDGET, Migration.MOST_BUDGET),
          Grammars::durationView);
  static final Grammar<MemoryMin> MEMORY_MIN =
      new Grammar<>(
          "\"N%% request\", \"N%% limit\" (N is %s) or a quantity such as 256Mi"
              .formatted(Range.MEMORY_MIN_PERCENT),
          Grammars::memoryMin,
          MemoryMin::toString);
  static final Grammar<Limit> SWAP_MAX =
      new Grammar<>("a quantity such as 4Mi, or \"max\"", Grammars::limit, Grammars::limitView);
  static final Grammar<Integer> OOM_SCORE_ADJ = integer(Range.OOM_SCORE_ADJ);
  static final Grammar<Profile.Numa> NUMA = words(Profile.Numa.values());
  static final Grammar<Profile.Reaction> REACTION = words(Profile.Reaction.values());
  static final Grammar<ThreadClass.SchedulingPolicy> POLICY =
      words(ThreadClass.SchedulingPolicy.values(), ThreadClass.SchedulingPolicy::name);
  static final Grammar<Pattern> THREAD_NAME =
      new Grammar<>(
          "a Java regular expression of up to 256 characters", Grammars::pattern, Pattern::pattern);
  static final Grammar<Integer> CPU_WEIGHT = integer(Range.CPU_WEIGHT);
  static final Grammar<Integer> PRIORITY = integer(Range.PRIORITY);
  static final Grammar<Integer> UCLAMP = percent(Range.PERCENT);
  static final Grammar<Optional<ThreadClass.SchedulingPolicy>> SCHED_POLICY =
      orWord(
          "keep",
          words(
              new ThreadClass.SchedulingPolicy[] {
                ThreadClass.SchedulingPolicy.FIFO, ThreadClass.SchedulingPolicy.RR
              }));
  static final Grammar<Boolean> TRUTH =
      new Grammar<>("true or false", Grammars::truth, value -> value);
  static final Grammar<Pressure.Kind> KIND = words(Pressure.Kind.values());
  static final Grammar<Duration> STALL =
      new Grammar<>(
          "a duration such as 50ms, up to the window", Grammars::stall, Grammars::durationView);
  static final Grammar<Duration> WINDOW =
      new Grammar<>(
          "a duration from 500ms to 10s",
          text -> duration(text, Pressure.MIN_WINDOW, Pressure.MAX_WINDOW),
          Grammars::durationView);
  static final Grammar<Duration> PAUSE =
      new Grammar<>(
          "a duration from 1s to 3600s",
          text -> duration(text, Pressure.MIN_PAUSE, Pressure.MAX_PAUSE),
          Grammars::durationView);

  /** The value of a Kubernetes label, which is how pods ask for a profile. */
  static final Grammar<String> PROFILE_NAME =
      name("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?", "letters, digits, \"-\", \"_\" and \".\"");

  /** The name of a cgroup beside {@code main}. */
  static final Grammar<String> CLASS_NAME =
      name(
          "(?!main$)[a-z0-9]([-a-z0-9]*[a-z0-9])?",
          "lower-case letters, digits and \"-\", not \"main\"");

  /** The value of a metric's label. */
  static final Grammar<String> TRIGGER_NAME =
      name("[a-z0-9]([-a-z0-9]*[a-z0-9])?", "lower-case letters, digits and \"-\"");

  private static final int MAX_PATTERN = 256;
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,9}");
  private static final Pattern SHARE = Pattern.compile("([0-9]{1,3})% (request|limit)");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(us|ms|s)");

  private Grammars() {}

  private static <E extends Enum<E>> Grammar<E> words(E[] values) {
    return words(values, value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static <E extends Enum<E>> Grammar<E> words(E[] values, Function<E, String> word) {
    return new Grammar<>(
        Stream.of(values).map(word).collect(Collectors.joining(", ")),
        text ->
            Stream.of(values)
                .filter(value -> word.apply(value).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new),
        word::apply);
  }

  private static <T> Grammar<Optional<T>> orWord(String word, Grammar<T> grammar) {
    return new Grammar<>(
        "%s or \"%s\"".formatted(grammar.allowed(), word),
        text -> text.equals(word) ? Optional.empty() : Optional.of(grammar.read(text)),
        value -> value.map(grammar.view()).orElse(word));
  }

  private static Grammar<String> name(String regex, String characters) {
    var pattern = Pattern.compile("(?=.{1,63}$)" + regex);
    return new Grammar<>(
        "up to 63 %s, a letter or digit at both ends".formatted(characters),
        text ->
            Optional.of(text)
                .filter(pattern.asMatchPredicate())
                .orElseThrow(IllegalArgumentException::new),
        name -> name);
  }

  private static Grammar<Integer> integer(Range range) {
    return new Grammar<>(range.toString(), text -> integer(text, range), value -> value);
  }

  private static Grammar<Integer> percent(Range range) {
    return new Grammar<>(
        "%d%%..%d%%".formatted(range.min(), range.max()),
        text -> integer(text.endsWith("%") ? text.substring(0, text.length() - 1) : "", range),
        value -> value + "%");
  }

  private static int integer(String text, Range range) {
    int value = Integer.parseInt(match(INTEGER, text).group());
    if (value < range.min() || value > range.max()) {
      throw new Refusal("is out of range");
    }
    return value;
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static CpuList cpus(String text) {
    if (text.equals("none")) {
      return CpuList.EMPTY;
    }
    try {
      var cpus = CpuList.parse(text);
      if (cpus.isEmpty()) {
        throw new Refusal("names no cpu");
      }
      return cpus;
    } catch (KernelException.Malformed e) {
      throw new Refusal("is no list of cpus: " + e.getMessage());
    }
  }

  private static MemoryMin memoryMin(String text) {
    if (!text.contains("%")) {
      return new MemoryMin.Fixed(Quantity.parse(text).bytes());
    }
    Matcher share = match(SHARE, text);
    int percent = integer(share.group(1), Range.MEMORY_MIN_PERCENT);
    return share.group(2).equals("request")
        ? new MemoryMin.OfRequest(percent)
        : new MemoryMin.OfLimit(percent);
  }

  private static Limit limit(String text) {
    return text.equals("max") ? Limit.MAX : Limit.of(Quantity.parse(text).bytes());
  }

  private static Object limitView(Limit limit) {
    return limit instanceof Limit.Of number ? number.bytes().toString() : limit.text();
  }

  private static Pattern pattern(String text) {
    if (text.isEmpty() || text.length() > MAX_PATTERN) {
      throw new IllegalArgumentException();
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new Refusal(
          "is no regular expression: %s near index %d".formatted(e.getDescription(), e.getIndex()));
    }
  }

  private static Duration duration(String text, Duration least, Duration most) {
    Duration duration = duration(text);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new Refusal("is out of range");
    }
    return duration;
  }

  private static Duration stall(String text) {
    Duration stall = duration(text);
    if (!stall.isPositive()) {
      throw new Refusal("is out of range");
    }
    return stall;
  }

  private static Duration duration(String text) {
    Matcher matcher = match(DURATION, text);
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "us" -> Duration.ofNanos(Math.multiplyExact(number, 1000L));
      case "ms" -> Duration.ofMillis(number);
      default -> Duration.ofSeconds(number);
    };
  }

  private static String durationView(Duration duration) {
    if (duration.toNanosPart() % 1_000_000 != 0) {
      return duration.toNanos() / 1000 + "us";
    }
    return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    return matcher;
  }
}
