package io.audionode.docs;

import java.util.List;

/**
 * How the agent starts.
 *
 * @param what starts it
 * @param readyMillis from the start of the process until {@code /readyz} said so, of each round
 * @param cpuMillis on processors by then
 * @param rssMib resident then, of the last round
 */
public record StartRow(String what, List<Long> readyMillis, List<Long> cpuMillis, double rssMib) {
  public StartRow {
    readyMillis = List.copyOf(readyMillis);
    cpuMillis = List.copyOf(cpuMillis);
  }
}
