package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.Alarms;
import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which pods memory pressure hurts: from the first event that says so, until none has said so for
 * as long as the configuration calls calm. Any thread.
 *
 * <p>So what is done about it neither begins without both signals of an event nor flaps with each
 * of a burst.
 */
public final class AlarmRegister implements Consumer<PressureLook> {
  /** What is done ends some seconds late at the most. */
  private static final Duration WHILE_HURT = Duration.ofSeconds(5);

  private final Supplier<Duration> calm;
  private final LongSupplier nanos;
  private final Runnable raised;
  private final Map<String, Long> lastHurt = new HashMap<>();
  private final Map<String, Long> lastPressed = new HashMap<>();
  private boolean silenced;

  /**
   * @param calm how long nothing may hurt a pod until it counts as calm
   * @param nanos the monotonic clock
   * @param raised called when a pod is hurt, or pressed, that was not before
   */
  public AlarmRegister(Supplier<Duration> calm, LongSupplier nanos, Runnable raised) {
    this.calm = calm;
    this.nanos = nanos;
    this.raised = raised;
  }

  /** Takes note of what happened. */
  @Override
  public void accept(PressureLook look) {
    if (isNews(look)) {
      raised.run();
    }
  }

  private synchronized boolean isNews(PressureLook look) {
    forgetTheCalm();
    var before = lastHurt.size() + lastPressed.size();
    for (var event : look.events()) {
      var pod = hurt(event);
      if (pod != null && !silenced) {
        lastHurt.put(pod, nanos.getAsLong());
        if (event.judgement().fromOutside()) {
          lastPressed.put(pod, nanos.getAsLong());
        }
      }
    }
    return lastHurt.size() + lastPressed.size() > before;
  }

  /** The pods that are not calm now. */
  public synchronized Alarms alarms() {
    forgetTheCalm();
    return new Alarms(nanos.getAsLong(), lastHurt.keySet(), lastPressed.keySet());
  }

  /**
   * When to ask again: as soon as a pod may be calm, and after 5 s at the most; empty while all
   * are.
   */
  public synchronized Optional<Duration> askAgainIn() {
    var now = nanos.getAsLong();
    return lastHurt.values().stream()
        .map(last -> calm.get().minusNanos(now - last))
        .min(Duration::compareTo)
        .map(left -> left.isNegative() ? Duration.ZERO : left)
        .map(left -> left.compareTo(WHILE_HURT) < 0 ? left : WHILE_HURT);
  }

  /** Every pod counts as calm from now on, for good. */
  public synchronized void silence() {
    silenced = true;
    lastHurt.clear();
    lastPressed.clear();
  }

  private void forgetTheCalm() {
    var now = nanos.getAsLong();
    lastHurt.values().removeIf(last -> now - last >= calm.get().toNanos());
    lastPressed.values().removeIf(last -> now - last >= calm.get().toNanos());
  }

  private static @Nullable String hurt(PressureEvent event) {
    return event.judgement().verdict() == Verdict.AUDIO_HURTS ? event.watched().pod() : null;
  }
}
