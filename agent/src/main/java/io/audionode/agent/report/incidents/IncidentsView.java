package io.audionode.agent.report.incidents;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The incidents that are kept, the newest first. */
public record IncidentsView(List<Summary> incidents) {
  /**
   * One of them in short; the fields are those of {@link IncidentView}.
   *
   * @param samples how many there are
   */
  public record Summary(
      String id,
      Instant at,
      @Nullable String pod,
      String subject,
      @Nullable String container,
      String kind,
      CauseView cause,
      List<VictimView> victims,
      int samples) {
    public Summary {
      requireNonNull(id, "id is null");
      requireNonNull(at, "at is null");
      requireNonNull(subject, "subject is null");
      requireNonNull(kind, "kind is null");
      requireNonNull(cause, "cause is null");
      victims = List.copyOf(victims);
    }

    static Summary of(IncidentView incident) {
      return new Summary(
          incident.id(),
          incident.at(),
          incident.pod(),
          incident.subject(),
          incident.container(),
          incident.kind(),
          incident.cause(),
          incident.victims(),
          incident.samples().size());
    }
  }

  public IncidentsView {
    incidents = List.copyOf(incidents);
  }
}
