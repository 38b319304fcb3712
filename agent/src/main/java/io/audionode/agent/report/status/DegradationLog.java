package io.audionode.agent.report.status;

import io.audionode.agent.report.Report;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the log what the node does not give, once when it begins and once when it ends. For
 * the loop's thread, after the board was told.
 */
public final class DegradationLog implements Consumer<Report> {
  private static final Logger LOG = LoggerFactory.getLogger(DegradationLog.class);

  private final Supplier<List<Degradation>> now;
  private Set<String> said = Set.of();

  /**
   * @param now what is missing at the moment
   */
  public DegradationLog(Supplier<List<Degradation>> now) {
    this.now = now;
  }

  @Override
  public void accept(Report report) {
    var found = now.get();
    var words = found.stream().map(Degradation::what).collect(Collectors.toSet());
    found.stream()
        .filter(one -> !said.contains(one.what()))
        .forEach(one -> LOG.warn("degraded: {}; doctor says what to do", one.text()));
    var over = new HashSet<>(said);
    over.removeAll(words);
    over.stream().sorted().forEach(word -> LOG.info("no longer degraded: {}", word));
    said = words;
  }
}
