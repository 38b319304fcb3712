package io.audionode.agent.observe.pods.api;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.cluster.Backoff;
import io.audionode.agent.model.Excerpt;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.pulse.Pulse;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Lists the pods of a node and watches them from there, again and again. One thread. */
final class Follower implements Runnable {
  private final JsonObjects json = new JsonObjects();
  private final PodStore store = new PodStore();
  private final ApiServer server;
  private final Namespaces namespaces;
  private final OwnNode node;
  private final String nodeName;
  private final Published published;
  private final Pulse pulse;
  private final Pace pace;
  private final LongSupplier nanos;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Backoff backoff;

  /** Up to where everything is known; null when it has to be listed anew. */
  private @Nullable String version;

  Follower(
      KubernetesClient client,
      String nodeName,
      Published published,
      Pace pace,
      LongSupplier nanos) {
    this.server = new ApiServer(client, pace.answer(), json);
    this.namespaces = new Namespaces(server, pace, nanos, random);
    this.node = new OwnNode(server, nodeName, pace, nanos, random);
    this.nodeName = nodeName;
    this.published = published;
    this.pulse = published.pulse();
    this.pace = pace;
    this.nanos = nanos;
    this.backoff = new Backoff(pace.firstWait(), pace.longestWait(), random);
  }

  /** Until the thread is interrupted. */
  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (!pulse.guard(this::round)) {
          failed();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One list, if nothing else. */
  void once() throws InterruptedException {
    try {
      list();
    } catch (ApiException e) {
      published.lost(e.getMessage());
    }
  }

  /** A server that does not answer as asked is left alone for a while. */
  private void round() throws InterruptedException {
    try {
      if (version == null) {
        list();
      }
      watch(requireNonNull(version, "version is null"));
    } catch (ApiException e) {
      pulse.beat(); // it does what it should; how the server is doing is told otherwise
      if (e.isGone()) {
        version = null; // it answers, and has only forgotten
      } else {
        published.lost(e.getMessage());
      }
      Thread.sleep(backoff.next());
    }
  }

  /** What is known by now is uncertain, so all is asked for anew. */
  private void failed() throws InterruptedException {
    version = null;
    published.lost(requireNonNull(pulse.state().lastFailure(), "nothing failed"));
    Thread.sleep(backoff.next());
  }

  private void list() throws ApiException, InterruptedException {
    var items = new ArrayList<Map<?, ?>>();
    String next = null;
    String listed;
    do {
      var ask = Ask.list(nodeName, next);
      var page = server.object(ask);
      pulse.beat();
      items.addAll(items(ask, page));
      next = JsonObjects.metadata(page, "continue");
      listed = JsonObjects.metadata(page, "resourceVersion");
      if (listed == null) {
        throw new ApiException(0, ask + ": the list has no resourceVersion");
      }
      if (items.size() > PodList.MAX_PODS * 2) {
        break; // what is over is reported, and need not be counted
      }
    } while (next != null);
    store.replace(items);
    version = listed; // not before all pages are there: whoever watches from it has missed the rest
    published.listed();
    published.heard();
    publish();
  }

  private static List<Map<?, ?>> items(Ask ask, Map<?, ?> page) throws ApiException {
    if (!(page.get("items") instanceof List<?> list)) {
      throw new ApiException(0, ask + ": the list has no items");
    }
    var items = new ArrayList<Map<?, ?>>();
    for (var item : list) {
      items.add(item instanceof Map<?, ?> object ? object : Map.of());
    }
    return items;
  }

  private void watch(String from) throws ApiException, InterruptedException {
    var asked = pace.watch().plusNanos(random.nextLong(pace.watch().toNanos() / 2 + 1));
    var ask = Ask.watch(nodeName, from, asked);
    var begun = nanos.getAsLong();
    var heardOf = false;
    try (var lines = server.lines(ask)) {
      published.heard();
      while (!lines.ended()) {
        var left = asked.plus(pace.grace()).minusNanos(nanos.getAsLong() - begun);
        if (left.isNegative()) {
          throw new ApiException(0, ask + ": the connection is dead");
        }
        var line =
            lines.next(Collections.min(List.of(left, namespaces.untilDue(), node.untilDue())));
        pulse.beat();
        if (line != null) {
          published.heard();
          backoff.reset();
          heardOf = true;
          event(ask, line);
        }
        publish();
      }
    }
    if (!heardOf && nanos.getAsLong() - begun < pace.shortWatch().toNanos()) {
      version = null; // some proxies say so that a version is forgotten (kubernetes#137089)
      throw new ApiException(0, ask + ": it ended at once, without a word");
    }
    backoff.reset();
  }

  private void event(Ask ask, String line) throws ApiException {
    var event = parsed(ask, line);
    var object = JsonObjects.in(event, "object");
    var type = event.get("type") instanceof String word ? word : "";
    switch (type) {
      case "ADDED", "MODIFIED" -> store.put(uid(ask, object), object);
      case "DELETED" -> store.remove(uid(ask, object));
      case "BOOKMARK" -> {}
      case "ERROR" -> throw error(ask, object);
      default -> throw garbage(ask, "an event of type \"" + Excerpt.of(type) + "\"");
    }
    var at = JsonObjects.metadata(object, "resourceVersion");
    if (at == null) {
      throw garbage(ask, "an object without resourceVersion");
    }
    version = at;
  }

  private Map<?, ?> parsed(Ask ask, String line) throws ApiException {
    try {
      return json.object(ask, line);
    } catch (ApiException e) {
      version = null; // what it should have told is unknown
      throw e;
    }
  }

  private static ApiException error(Ask ask, Map<?, ?> status) {
    var code = status.get("code") instanceof Integer number ? number : 0;
    return ApiServer.refused(ask, code, String.valueOf(status.get("message")));
  }

  private String uid(Ask ask, Map<?, ?> object) throws ApiException {
    var uid = JsonObjects.metadata(object, "uid");
    if (uid == null) {
      throw garbage(ask, "a pod without uid");
    }
    return uid;
  }

  /** What it should have told is unknown, so all is asked for anew. */
  private ApiException garbage(Ask ask, String what) {
    version = null;
    return new ApiException(0, "%s: %s".formatted(ask, what));
  }

  private void publish() throws InterruptedException {
    namespaces.refresh(store.namespaces());
    node.refresh();
    published.publish(PodMerge.of(store, namespaces, node, published.isListed()));
  }
}
