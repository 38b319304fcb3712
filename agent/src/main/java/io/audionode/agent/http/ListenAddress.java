package io.audionode.agent.http;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host a name or address; an IPv6 address without brackets
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {
  /** On this machine only: without a cluster nobody asks for a token. */
  public static final ListenAddress DEFAULT = new ListenAddress("127.0.0.1", 8080);

  private static final int MAX_PORT = 65_535;
  private static final Pattern SYNTAX =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\s:/\\[\\]]{1,255})):([0-9]{1,5})");

  public ListenAddress {
    requireNonNull(host, "host is null");
    if (host.isEmpty() || port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "\"%s\" port %d is no address to listen on; a port is within 0..%d"
              .formatted(Excerpt.of(host), port, MAX_PORT));
    }
  }

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static ListenAddress parse(String text) {
    var match = SYNTAX.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no address to listen on; allowed is HOST:PORT such as %s or [::1]:8080"
              .formatted(Excerpt.of(text), DEFAULT));
    }
    var host = match.group(1) == null ? match.group(2) : match.group(1);
    return new ListenAddress(host, Integer.parseInt(match.group(3)));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
