package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.Relocation;
import io.audionode.agent.model.Migration;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One container that belongs on another NUMA node, and how far its pages are.
 *
 * @param container its cgroup below kubepods
 * @param state {@code left} when nothing is done about it, {@code waiting}, {@code moving}, {@code
 *     paused}, {@code partly} when its own pages are there and its memory nodes are not narrowed,
 *     {@code narrowing} until the kernel shows that its memory nodes are that one alone, {@code
 *     done} from then on, or {@code failed}
 * @param reason who names that node, or why nothing is done
 * @param why why it waits again, is paused or failed, or how long a call hangs; null otherwise
 * @param progress null when nothing has been moved a few pages at a time since the agent started
 */
public record MigrationView(
    String container,
    int node,
    String state,
    String reason,
    @Nullable String why,
    @Nullable Progress progress) {
  private static final int NANOS_PER_MICRO = 1000;

  public MigrationView {
    requireNonNull(container, "container is null");
    requireNonNull(state, "state is null");
    requireNonNull(reason, "reason is null");
  }

  /**
   * How far it is.
   *
   * @param batchPages how many pages the next call moves
   * @param worstCallMicros the longest call, beyond what one takes that moves nothing
   * @param emptyCallMicros what a call takes that moves nothing
   */
  public record Progress(
      Amount moved,
      Amount left,
      int passes,
      int batchPages,
      long worstCallMicros,
      long emptyCallMicros,
      long tookMillis,
      List<Residue> residue) {
    public Progress {
      requireNonNull(moved, "moved is null");
      requireNonNull(left, "left is null");
      residue = List.copyOf(residue);
    }
  }

  /** What cannot be moved. */
  public record Residue(Amount amount, String reason) {
    public Residue {
      requireNonNull(amount, "amount is null");
      requireNonNull(reason, "reason is null");
    }
  }

  /** Those of one pod. */
  static List<MigrationView> of(String uid, Report report) {
    return report.desired().relocations().stream()
        .filter(relocation -> relocation.uid().equals(uid))
        .map(relocation -> of(relocation, report))
        .toList();
  }

  private static MigrationView of(Relocation relocation, Report report) {
    var migration =
        report
            .seen()
            .migration(relocation.home())
            .filter(one -> one.node() == relocation.node())
            .orElse(null);
    return new MigrationView(
        relocation.home().toString(),
        relocation.node(),
        state(relocation, migration, report),
        relocation.reason(),
        migration == null ? null : migration.why(),
        migration == null ? null : progress(migration));
  }

  private static String state(Relocation relocation, @Nullable Migration migration, Report report) {
    return switch (relocation.step()) {
      case LEAVE -> "left";
      case NARROW -> isNarrowed(relocation, report) ? "done" : "narrowing";
      case PARTLY -> "partly";
      case WIDEN -> "waiting";
      case GIVE_UP -> "failed";
      case WAIT, MOVE ->
          migration == null ? "waiting" : migration.state().name().toLowerCase(Locale.ROOT);
    };
  }

  private static boolean isNarrowed(Relocation relocation, Report report) {
    return report
        .seen()
        .knob(relocation.home(), Cpuset.MEMS.file())
        .map(CpuList::parse)
        .filter(CpuList.of(relocation.node())::equals)
        .isPresent();
  }

  private static Progress progress(Migration migration) {
    return new Progress(
        Amount.of(migration.moved()),
        Amount.of(migration.left()),
        migration.pass(),
        migration.batch(),
        migration.worst().toNanos() / NANOS_PER_MICRO,
        migration.floor().toNanos() / NANOS_PER_MICRO,
        migration.took().toMillis(),
        migration.residue().stream()
            .map(stays -> new Residue(Amount.of(stays.bytes()), stays.reason()))
            .toList());
  }
}
