package io.audionode.agent.report.events.cluster;

import io.audionode.agent.cluster.GuardedApi;
import io.audionode.agent.model.Fingerprint;
import io.audionode.agent.report.status.Json;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Event objects of {@code events.k8s.io/v1}. Blocks; needs {@code create} and {@code patch}.
 *
 * <p>That API rather than core/v1's: it has the reporting controller and a count of repetitions as
 * fields that it checks, and both show the same stored objects, so {@code kubectl describe} sees
 * them. An object's name is made of what it says: an agent that starts again finds those of its
 * former life and counts on.
 */
final class EventObjects {
  private static final String CONTROLLER = "audionode.io/agent";
  private static final String ACTION = "Protect";
  private static final int HASH_DIGITS = 16;
  private static final int MAX_OBJECT_NAME = 230;

  /** The API's own bound (pkg/apis/core/validation/events.go, ReportingInstanceLengthLimit). */
  private static final int MAX_INSTANCE = 128;

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final GuardedApi api;
  private final String instance;

  EventObjects(GuardedApi api, String nodeName) {
    this.api = api;
    this.instance = nodeName.substring(0, Math.min(nodeName.length(), MAX_INSTANCE));
  }

  /**
   * Tells the API.
   *
   * @return the sighting with the count that the object has now
   * @throws KubernetesClientException when the API refuses it or is away
   */
  Sighting tell(Sighting sighting) {
    return sighting.count() == 1 ? create(sighting) : update(sighting);
  }

  private Sighting create(Sighting sighting) {
    try {
      api.ask(client -> named(client, sighting).create());
      return sighting;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return countOn(sighting);
    }
  }

  /** An empty patch answers with the object as it is, and needs no right to read others' events. */
  private Sighting countOn(Sighting sighting) {
    var there = api.ask(client -> named(client, sighting).patch(MERGE, "{}"));
    var known = there.getSeries() == null ? 1 : there.getSeries().getCount();
    return patch(sighting.counted(known + 1, sighting.last()));
  }

  /** The API forgets events, by default after an hour; then it is told anew. */
  private Sighting update(Sighting sighting) {
    try {
      return patch(sighting);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      return create(Sighting.first(sighting.notice(), sighting.last()));
    }
  }

  private Sighting patch(Sighting sighting) {
    var series =
        Map.of("count", sighting.count(), "lastObservedTime", MICROS.format(sighting.last()));
    var text = Json.text(Map.of("series", series));
    api.ask(client -> named(client, sighting).patch(MERGE, text));
    return sighting;
  }

  /** With an object at hand the client patches at once; with a name alone it would read first. */
  private Resource<Event> named(KubernetesClient client, Sighting sighting) {
    return client
        .events()
        .v1()
        .events()
        .inNamespace(sighting.notice().regarding().eventNamespace())
        .resource(object(sighting));
  }

  private Event object(Sighting sighting) {
    var notice = sighting.notice();
    var regarding = notice.regarding();
    return new EventBuilder()
        .withNewMetadata()
        .withName(name(notice))
        .withNamespace(regarding.eventNamespace())
        .endMetadata()
        .withNewRegarding()
        .withApiVersion("v1")
        .withKind(regarding.kind())
        .withNamespace(regarding.namespace().isEmpty() ? null : regarding.namespace())
        .withName(regarding.name())
        .withUid(regarding.uid())
        .endRegarding()
        .withType(notice.type())
        .withReason(notice.reason())
        .withNote(notice.note())
        .withAction(ACTION)
        .withEventTime(new MicroTime(MICROS.format(sighting.first())))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .build();
  }

  /** The object's name, and a hash of all it says. */
  static String name(Notice notice) {
    var object = notice.regarding().name();
    var start = object.substring(0, Math.min(object.length(), MAX_OBJECT_NAME));
    var hash = Fingerprint.of(notice.toString()).substring(0, HASH_DIGITS);
    return start.replaceAll("[.-]+$", "") + "." + hash;
  }
}
