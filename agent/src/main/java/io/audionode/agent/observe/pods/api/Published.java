package io.audionode.agent.observe.pods.api;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.log.Complaints;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.pulse.Pulse;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What everybody else may see. One thread writes, any thread reads; nobody waits. */
final class Published {
  private static final Logger LOG = LoggerFactory.getLogger(Published.class);

  private final Runnable changed;
  private final LongSupplier nanos;
  private final Pulse pulse;
  private final Complaints complaints;
  private boolean told = true; // the first answer is news
  private volatile PodList pods;
  private volatile Contact contact = new Contact(false, false, null, null);

  /**
   * Nothing is known yet, and so nothing may be written.
   *
   * @param nodeName the node whose pods they are
   * @param changed called when there are other pods than before
   * @param nanos a clock that does not jump
   * @param pulse of the thread that writes this
   */
  Published(String nodeName, Runnable changed, LongSupplier nanos, Pulse pulse) {
    this.pods = new PodList(List.of(), List.of(), false, OwnNode.unknown(nodeName));
    this.changed = changed;
    this.nanos = nanos;
    this.pulse = pulse;
    this.complaints = new Complaints(LOG, nanos);
  }

  /** How the follower is doing; the server's trouble is told by {@link #lost}. */
  Pulse pulse() {
    return pulse;
  }

  private record Contact(
      boolean connected, boolean listed, @Nullable Long heardAt, @Nullable String trouble) {}

  PodList pods() {
    return pods;
  }

  ApiLink link() {
    var now = contact;
    var heardAt = now.heardAt();
    var silence = heardAt == null ? null : Duration.ofNanos(nanos.getAsLong() - heardAt);
    return new ApiLink(now.connected(), now.listed(), silence, now.trouble());
  }

  /** These are the pods now. */
  void publish(PodList list) {
    if (!list.equals(pods)) {
      pods = list;
      changed.run();
    }
  }

  /** Every pod was told of. */
  void listed() {
    contact = new Contact(contact.connected(), true, contact.heardAt(), contact.trouble());
  }

  boolean isListed() {
    return contact.listed();
  }

  /** The API server said something. */
  void heard() {
    if (!contact.connected() && told) {
      LOG.info("the API server answers");
      told = false;
    }
    contact = new Contact(true, contact.listed(), nanos.getAsLong(), null);
  }

  /** The API server does not answer, or not as asked. */
  void lost(String why) {
    requireNonNull(why, "why is null");
    told |= complaints.warn("the API server is away, pods stay as last known: " + why);
    contact = new Contact(false, contact.listed(), contact.heardAt(), why);
  }
}
