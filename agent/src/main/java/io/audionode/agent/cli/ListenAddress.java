package io.audionode.agent.cli;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A host and a port to listen on; port 0 lets the kernel choose. */
public record ListenAddress(String host, int port) {
  public static final String DEFAULT = "127.0.0.1:8080";

  private static final int HIGHEST_PORT = 65_535;

  public ListenAddress {
    requireNonNull(host, "host is null");
    if (host.isEmpty() || port < 0 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("not HOST:PORT with a port of 0..65535");
    }
  }

  /** Reads {@code HOST:PORT}; an IPv6 host stands in brackets. */
  public static ListenAddress parse(String text) {
    var colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("not HOST:PORT: \"" + text + "\"");
    }
    var host = text.substring(0, colon).replaceFirst("^\\[(.*)]$", "$1");
    return new ListenAddress(host, Integer.parseInt(text.substring(colon + 1)));
  }

  /** Whether only programs of this machine, or of this pod, can connect to it. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** For picocli. */
  public static final class Converter implements ITypeConverter<ListenAddress> {
    @Override
    public ListenAddress convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "\"%s\" is not HOST:PORT with a port of 0..65535, such as %s".formatted(text, DEFAULT));
      }
    }
  }
}
