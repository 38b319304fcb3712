package io.audionode.agent.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code audionode} and its subcommands. */
@Command(
    name = "audionode",
    description =
        "Keeps real-time audio pods alive on a Kubernetes node, and free of the glitches that memory causes.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Exit status: 0 all well, 1 something was found, 2 wrong arguments, 3 this node is unfit."
    })
public final class Audionode {
  private final Commands commands;
  private final Map<String, String> environment;
  @Spec private CommandSpec spec = CommandSpec.create();

  private Audionode(Commands commands, Map<String, String> environment) {
    this.commands = commands;
    this.environment = Map.copyOf(environment);
  }

  /**
   * The command line over an implementation of its commands.
   *
   * @param environment the variables of the process
   */
  public static CommandLine commandLine(Commands commands, Map<String, String> environment) {
    return new CommandLine(new Audionode(commands, environment))
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(Audionode::failed);
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult arguments) {
    var message = e.getMessage();
    command.getErr().println("audionode: " + (message == null ? e : message));
    return Commands.UNFIT;
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Looks after the audio pods of this node until it is ended.",
      footer = {"", "Ending it leaves pods protected; 'restore' puts everything back."})
  int run(
      @Mixin NodeOptions node,
      @Mixin PodOptions pods,
      @Option(
              names = "--listen",
              paramLabel = "HOST:PORT",
              defaultValue = ListenAddress.DEFAULT,
              converter = ListenAddress.Converter.class,
              description = "address of the API (default: ${DEFAULT-VALUE})")
          ListenAddress listen) {
    return commands.run(node, pods.origin(environment), pods.config(), listen);
  }

  @Command(
      name = "plan",
      mixinStandardHelpOptions = true,
      description = "Prints what 'run' would write now, and why; writes nothing.")
  int plan(@Mixin NodeOptions node, @Mixin PodOptions pods, @Mixin OutputOptions output) {
    return commands.plan(node, pods.origin(environment), pods.config(), output.json());
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows what the running agent sees and does.")
  int status(
      @Parameters(
              arity = "0..1",
              paramLabel = "POD",
              description = "show this pod whole: its namespace/name, name or UID")
          @Nullable String pod,
      @Option(names = "--node", description = "show the node, its budgets and its control files")
          boolean node,
      @Mixin AgentOptions agent,
      @Mixin OutputOptions output) {
    return printing(
        agent,
        api -> {
          var command = new StatusCommand(api, output.json());
          return pod != null ? command.pod(pod) : node ? command.node() : command.agent();
        });
  }

  @Command(
      name = "pressure",
      mixinStandardHelpOptions = true,
      description = "Shows the memory pressure that the running agent watches.")
  int pressure(
      @Option(names = "--follow", description = "print events as they come, until it is ended")
          boolean follow,
      @Mixin AgentOptions agent,
      @Mixin OutputOptions output) {
    return asking(
        agent,
        api -> {
          var command =
              new PressureCommand(
                  api, output.json(), spec.commandLine().getOut(), PressureCommand.PAUSES);
          if (follow) {
            command.follow();
          } else {
            command.state();
          }
        });
  }

  @Command(
      name = "incidents",
      mixinStandardHelpOptions = true,
      description = "Shows what befell audio pods, and why.")
  int incidents(
      @Parameters(arity = "0..1", paramLabel = "ID", description = "show this incident whole")
          @Nullable String id,
      @Option(
              names = "--pod",
              paramLabel = "POD",
              description = "only those of this pod: its namespace/name, name or UID")
          @Nullable String pod,
      @Mixin AgentOptions agent,
      @Mixin OutputOptions output) {
    return printing(
        agent,
        api -> {
          var command = new IncidentsCommand(api, output.json());
          return id == null ? command.list(pod) : command.whole(id);
        });
  }

  @Command(
      name = "memory",
      mixinStandardHelpOptions = true,
      description = "Shows what a pod's memory is made of, and what of it grew.")
  int memory(
      @Parameters(paramLabel = "POD", description = "the pod: its namespace/name, name or UID")
          String pod,
      @Mixin AgentOptions agent,
      @Mixin OutputOptions output) {
    return printing(agent, api -> new MemoryCommand(api, output.json()).pod(pod));
  }

  @Command(
      name = "threads",
      mixinStandardHelpOptions = true,
      description = "Shows a pod's real-time threads, and what they waited for.")
  int threads(
      @Parameters(paramLabel = "POD", description = "the pod: its namespace/name, name or UID")
          String pod,
      @Mixin AgentOptions agent,
      @Mixin OutputOptions output) {
    return printing(agent, api -> new ThreadsCommand(api, output.json()).pod(pod));
  }

  /** What a command prints of the running agent's answers. */
  private interface Printed {
    String text(ApiClient api) throws ApiException, InterruptedException;
  }

  private int printing(AgentOptions agent, Printed printed) {
    return asking(
        agent,
        api -> {
          var out = spec.commandLine().getOut();
          out.print(printed.text(api));
          out.flush();
        });
  }

  /** What a command asks the running agent. */
  private interface Question {
    void ask(ApiClient api) throws ApiException, InterruptedException;
  }

  private int asking(AgentOptions agent, Question question) {
    try (var api = agent.client(environment)) {
      question.ask(api);
      return Commands.OK;
    } catch (ApiException e) {
      spec.commandLine().getErr().println("audionode: " + e.getMessage());
      return e.exitStatus();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Commands.UNFIT;
    }
  }

  @Command(
      name = "doctor",
      mixinStandardHelpOptions = true,
      description = "Says whether this node is fit, and what to do where it is not.")
  int doctor(@Mixin NodeOptions node, @Mixin WishOptions wishes, @Mixin OutputOptions output) {
    return commands.doctor(node, wishes, output.json());
  }

  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description = "Puts back everything the journal holds.")
  int restore(
      @Mixin NodeOptions node,
      @Option(names = "--dry-run", description = "only print what would be written") boolean dryRun,
      @Mixin OutputOptions output) {
    return commands.restore(node, dryRun, output.json());
  }

  @Command(
      name = "verify-clean",
      mixinStandardHelpOptions = true,
      description = "Compares the node with how the agent found it; status 1 when they differ.")
  int verifyClean(
      @Mixin NodeOptions node,
      @Option(
              names = "--allow-empty",
              description =
                  "status 0 also when there is nothing to compare: no journal of this boot, no"
                      + " cgroup 'audio'")
          boolean allowEmpty,
      @Mixin OutputOptions output) {
    return commands.verifyClean(node, allowEmpty, output.json());
  }
}
