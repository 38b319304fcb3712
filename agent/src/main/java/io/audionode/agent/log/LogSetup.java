package io.audionode.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.audionode.agent.config.LogLevel;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up before the first line, found by Logback through {@code META-INF/services}. What
 * libraries say below warnings is never shown, whatever the level: at {@code debug} some quote
 * headers of requests, and tokens with them.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String OWN = "io.audionode";

  /** Kubelet sets it in every container. */
  private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var standardError = new ConsoleAppender<ILoggingEvent>();
    standardError.setContext(context);
    standardError.setName("stderr");
    standardError.setTarget("System.err");
    standardError.setEncoder(lines(System.getenv()));
    standardError.getEncoder().start();
    standardError.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(standardError);
    context.getLogger(OWN).setLevel(Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** For programs on a cluster, for people anywhere else. */
  static Lines lines(Map<String, String> environment) {
    return environment.containsKey(IN_CLUSTER) ? new JsonLines() : new TextLines();
  }

  /** From now on the agent says so much. Any thread. */
  public static void level(LogLevel level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context
          .getLogger(OWN)
          .setLevel(
              switch (level) {
                case ERROR -> Level.ERROR;
                case WARN -> Level.WARN;
                case INFO -> Level.INFO;
                case DEBUG -> Level.DEBUG;
              });
    }
  }
}
