package io.audionode.agent.http;

import io.audionode.agent.report.pressure.PressureEventView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pressure events a client wants; null for all.
 *
 * @param pod its UID, its namespace and name, or its name
 * @param cgroup this one and those below it; {@code /} is the machine alone
 * @param kind {@code some} or {@code full}; samples have neither
 * @param verdict a word of the API
 */
record PressureFilter(
    @Nullable String pod,
    @Nullable String cgroup,
    @Nullable String kind,
    @Nullable String verdict) {
  static PressureFilter of(Map<String, String> query) {
    return new PressureFilter(
        query.get(Request.POD),
        query.get(Request.CGROUP),
        query.get(Request.KIND),
        query.get(Request.VERDICT));
  }

  boolean wants(PressureEventView event) {
    return isOfPod(event) && isOfCgroup(event) && isOfKind(event) && isOfVerdict(event);
  }

  /** Progress of migrations has no cgroup of its own, no kind and no verdict. */
  boolean wants(MigrationsOfPod migrations) {
    return cgroup == null
        && kind == null
        && verdict == null
        && isOfPod(migrations.pod(), migrations.subject());
  }

  private boolean isOfPod(PressureEventView event) {
    return isOfPod(event.pod(), event.subject());
  }

  private boolean isOfPod(@Nullable String uid, String subject) {
    return pod == null
        || pod.equals(uid)
        || (uid != null && (subject.equals(pod) || subject.endsWith("/" + pod)));
  }

  private boolean isOfCgroup(PressureEventView event) {
    if (cgroup == null || cgroup.equals(event.cgroup())) {
      return true;
    }
    var path = cgroup.startsWith("/") ? cgroup.substring(1) : cgroup;
    return !path.isEmpty()
        && (event.cgroup().equals(path) || event.cgroup().startsWith(path + "/"));
  }

  private boolean isOfKind(PressureEventView event) {
    return kind == null || (event.trigger() != null && event.trigger().kind().equals(kind));
  }

  private boolean isOfVerdict(PressureEventView event) {
    return verdict == null || verdict.equals(event.verdict());
  }
}
