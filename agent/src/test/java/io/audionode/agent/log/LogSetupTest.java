package io.audionode.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.LogLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogSetupTest {
  @AfterEach
  void asByDefault() {
    LogSetup.level(LogLevel.INFO);
  }

  @Test
  void saysWritesAndNotWhatChangedNothingByDefault() {
    assertThat(LoggerFactory.getLogger("io.audionode.agent.x").isInfoEnabled()).isTrue();
    assertThat(LoggerFactory.getLogger("io.audionode.agent.x").isDebugEnabled()).isFalse();
  }

  @Test
  void changesHowMuchIsSaidWhileItRuns() {
    var log = LoggerFactory.getLogger("io.audionode.agent.x");
    LogSetup.level(LogLevel.DEBUG);
    assertThat(log.isDebugEnabled()).isTrue();
    LogSetup.level(LogLevel.WARN);
    assertThat(log.isWarnEnabled()).isTrue();
    assertThat(log.isInfoEnabled()).isFalse();
    LogSetup.level(LogLevel.ERROR);
    assertThat(log.isErrorEnabled()).isTrue();
    assertThat(log.isWarnEnabled()).isFalse();
  }

  /** At {@code debug} and {@code trace} some quote the headers of requests. */
  @Test
  void hearsLibrariesFromWarningsUpWhateverTheLevel() {
    LogSetup.level(LogLevel.DEBUG);
    for (var library : new String[] {"io.fabric8.kubernetes.client", "io.vertx", "io.netty", "x"}) {
      assertThat(LoggerFactory.getLogger(library).isWarnEnabled()).as(library).isTrue();
      assertThat(LoggerFactory.getLogger(library).isInfoEnabled()).as(library).isFalse();
    }
  }
}
