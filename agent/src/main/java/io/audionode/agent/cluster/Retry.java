package io.audionode.agent.cluster;

import io.audionode.agent.model.Excerpt;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What a failed request to the API means. */
public final class Retry {
  private static final int MAX_WORDS = 300;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private Retry() {}

  /** Whether the same request may succeed later: nobody answered, or the server is in trouble. */
  public static boolean mayHelp(RuntimeException e) {
    return e instanceof KubernetesClientException refusal && mayHelp(refusal);
  }

  private static boolean mayHelp(KubernetesClientException e) {
    var code = e.getCode();
    return code <= 0
        || code == REQUEST_TIMEOUT
        || code == TOO_MANY_REQUESTS
        || code >= SERVER_ERROR;
  }

  /** The API's own words, or what went wrong before or after it was asked. */
  public static String words(RuntimeException e) {
    var words = e instanceof KubernetesClientException ? e.getMessage() : e.toString();
    return Excerpt.of(String.valueOf(words), MAX_WORDS);
  }
}
