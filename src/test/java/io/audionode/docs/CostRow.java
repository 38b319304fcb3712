package io.audionode.docs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon costs while nothing happens on its node.
 *
 * @param daemon its name
 * @param pods audio pods on the node, with a container each
 * @param readyMillis from its start until every pod was protected; null for others
 * @param rssMib resident
 * @param anonMib what of it cannot be given back without swap
 * @param threads of the process
 * @param files open file descriptors
 * @param cpuMillis on processors, in a minute
 * @param switches context switches of all its threads, in a minute
 * @param reads system calls that read, in a minute
 * @param readKib what they read, in a minute
 * @param byThread its threads, those that used most first; those that did nothing are left out
 */
public record CostRow(
    String daemon,
    int pods,
    @Nullable Long readyMillis,
    double rssMib,
    double anonMib,
    int threads,
    int files,
    long cpuMillis,
    long switches,
    long reads,
    long readKib,
    List<ThreadCost> byThread) {
  public CostRow {
    byThread = List.copyOf(byThread);
  }
}
