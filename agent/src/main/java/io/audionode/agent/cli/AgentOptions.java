package io.audionode.agent.cli;

import java.net.URI;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to ask the running agent. */
public final class AgentOptions {
  private static final String DEFAULT = "http://" + ListenAddress.DEFAULT;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = DEFAULT,
      description = "where it listens (default: ${DEFAULT-VALUE})")
  private URI url = URI.create(DEFAULT);

  @Mixin private TokenOptions tokens = new TokenOptions();

  /**
   * A client, to be closed by the caller.
   *
   * @throws ApiException when there is no token in the file that was named
   */
  ApiClient client(Map<String, String> environment) throws ApiException {
    return new ApiClient(url, tokens.token(environment));
  }
}
