package io.audionode.agent.report.status;

import io.audionode.agent.model.ApiLink;
import org.jspecify.annotations.Nullable;

/**
 * How well the API server is heard.
 *
 * @param connected whether the last word with it went well; while it is away the pods last known
 *     stay protected
 * @param listed whether it has told of all pods since the agent started; until then nothing is
 *     taken back
 * @param silentSeconds since it last said anything, null when it never did
 * @param trouble why it is not heard, null when there is none
 */
public record ApiView(
    boolean connected, boolean listed, @Nullable Long silentSeconds, @Nullable String trouble) {
  static ApiView of(ApiLink link) {
    var silent = link.silentFor();
    return new ApiView(
        link.connected(),
        link.listed(),
        silent == null ? null : silent.toSeconds(),
        link.trouble());
  }
}
