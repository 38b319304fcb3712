package io.audionode.agent.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where pods and wishes come from. */
public final class PodOptions {
  /** The environment's word for {@code --node-name}, which the downward API of a pod fills. */
  public static final String NODE_NAME = "NODE_NAME";

  /** RFC 1123 subdomain, and so nothing that would mean more inside a field selector. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--pods",
      paramLabel = "DIR",
      description = "a directory of Pod YAML files, as kubelet takes static pods; needs no cluster")
  private @Nullable Path pods;

  @Option(
      names = "--node-name",
      paramLabel = "NAME",
      description = {
        "the pods that the cluster runs on this node; how to reach it is in KUBECONFIG or in the",
        "pod's service account (default without --pods: NODE_NAME of the environment)"
      })
  private @Nullable String nodeName;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration (default: the built-in one); read again when it changes")
  private @Nullable Path config;

  /**
   * The one origin that was chosen.
   *
   * @throws ParameterException when it is none, or both
   */
  PodOrigin origin(Map<String, String> environment) {
    if (pods != null && nodeName != null) {
      throw refused("--pods and --node-name exclude each other: give the one that you mean");
    }
    if (pods != null) {
      return new PodOrigin.Files(pods);
    }
    if (nodeName != null) {
      return cluster("--node-name", nodeName);
    }
    var name = environment.getOrDefault(NODE_NAME, "");
    if (name.isEmpty()) {
      throw refused(
          "where do pods come from? Give --pods DIR for a directory of Pod YAML files,"
              + " or --node-name NAME (or NODE_NAME in the environment) for the pods of that node"
              + " in a cluster");
    }
    return cluster(NODE_NAME, name);
  }

  private PodOrigin cluster(String source, String name) {
    if (!NAME.matcher(name).matches()) {
      throw refused(
          "%s \"%s\" is no name of a node: 'kubectl get nodes' lists them".formatted(source, name));
    }
    return new PodOrigin.Cluster(name);
  }

  private ParameterException refused(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  @Nullable Path config() {
    return config;
  }
}
