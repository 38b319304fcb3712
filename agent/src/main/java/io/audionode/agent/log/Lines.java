package io.audionode.agent.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import org.jspecify.annotations.Nullable;

/** What one event looks like; anything that looks like a credential is left out of it. */
abstract sealed class Lines extends EncoderBase<ILoggingEvent> permits JsonLines, TextLines {
  private static final byte[] NOTHING = {};

  /** The event with the line feed that ends it. */
  abstract String text(ILoggingEvent event);

  @Override
  public final byte[] encode(ILoggingEvent event) {
    return text(event).getBytes(UTF_8);
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  static String message(ILoggingEvent event) {
    return Redaction.of(String.valueOf(event.getFormattedMessage()));
  }

  /** The stack of what was thrown; null when nothing was. */
  static @Nullable String stack(ILoggingEvent event) {
    @Nullable IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null ? null : Redaction.of(ThrowableProxyUtil.asString(thrown));
  }
}
