package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.DesiredCgroup;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One cgroup with everything wanted of it and seen in it.
 *
 * @param reason why audionode wants something of it, null when it does not
 * @param made whether audionode makes it
 * @param exists whether it was there
 * @param charged {@code memory.current}, null where there is none
 */
public record CgroupView(
    String path,
    @Nullable String reason,
    boolean made,
    boolean exists,
    @Nullable Amount charged,
    List<KnobView> knobs) {
  private static final String TYPE = "cgroup.type";
  private static final String SUBTREE_CONTROL = "cgroup.subtree_control";

  public CgroupView {
    requireNonNull(path, "path is null");
    knobs = List.copyOf(knobs);
  }

  static CgroupView of(CgroupPath path, Report report) {
    var wanted = report.desired().cgroups().get(path);
    var seen = report.seen().cgroup(path).orElse(null);
    var charged = seen == null ? null : seen.current();
    return new CgroupView(
        path.toString(),
        wanted == null ? null : wanted.reason(),
        wanted != null && wanted.made(),
        seen != null,
        charged == null ? null : Amount.of(charged),
        knobs(wanted, seen));
  }

  long disagreeing() {
    return knobs.stream().filter(knob -> !knob.agrees()).count();
  }

  private static List<KnobView> knobs(@Nullable DesiredCgroup wanted, @Nullable SeenCgroup seen) {
    var knobs = new ArrayList<KnobView>();
    if (seen != null && seen.type() != CgroupType.ROOT) {
      var threaded = wanted != null && wanted.threaded();
      knobs.add(
          KnobView.of(TYPE, threaded ? CgroupType.THREADED.text() : null, seen.type().text()));
    }
    knobs.add(subtreeControl(wanted, seen));
    var files = new TreeSet<String>();
    if (wanted != null) {
      files.addAll(wanted.knobs().keySet());
    }
    if (seen != null) {
      files.addAll(seen.knobs().keySet());
    }
    for (var file : files) {
      knobs.add(
          KnobView.of(
              file,
              wanted == null ? null : wanted.knobs().get(file),
              seen == null ? null : seen.knobs().get(file)));
    }
    return knobs;
  }

  /** More controllers than wanted are somebody else's wish and agree. */
  private static KnobView subtreeControl(
      @Nullable DesiredCgroup wanted, @Nullable SeenCgroup seen) {
    var need = wanted == null ? List.<String>of() : wanted.subtreeControl();
    var have = seen == null ? List.<String>of() : seen.subtreeControl();
    return new KnobView(
        SUBTREE_CONTROL,
        need.isEmpty() ? null : words(need),
        seen == null ? null : words(have),
        have.containsAll(need));
  }

  private static String words(Collection<String> names) {
    return String.join(" ", new TreeSet<>(names));
  }
}
