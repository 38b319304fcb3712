package io.audionode.agent.cli;

import io.audionode.agent.config.BoundedFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** With which right the API is asked. No token is sent that nobody chose. */
public final class TokenOptions {
  /** The environment's word for {@code --token-file}. */
  public static final String TOKEN_FILE = "AUDIONODE_TOKEN_FILE";

  /** RFC 6750, 2.1. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "a file with a bearer token of the cluster, such as a pod's service account has",
        "(default: AUDIONODE_TOKEN_FILE of the environment; none otherwise)"
      })
  private @Nullable Path tokenFile;

  /**
   * The token, null when none was chosen.
   *
   * @throws ApiException when there is none in the file; never says what is there instead
   */
  @Nullable String token(Map<String, String> environment) throws ApiException {
    var file = tokenFile == null ? ofEnvironment(environment) : tokenFile;
    return file == null ? null : read(file);
  }

  private static @Nullable Path ofEnvironment(Map<String, String> environment) throws ApiException {
    var name = environment.getOrDefault(TOKEN_FILE, "");
    try {
      return name.isEmpty() ? null : Path.of(name);
    } catch (InvalidPathException e) {
      throw new ApiException(Commands.UNFIT, TOKEN_FILE + " is no path", e);
    }
  }

  private static String read(Path file) throws ApiException {
    try {
      var token = BoundedFile.text(file).strip();
      if (!TOKEN.matcher(token).matches()) {
        throw new ApiException(
            Commands.UNFIT, "%s holds no bearer token on one line".formatted(file));
      }
      return token;
    } catch (IOException e) {
      throw new ApiException(Commands.UNFIT, "%s %s".formatted(file, e.getMessage()), e);
    }
  }
}
