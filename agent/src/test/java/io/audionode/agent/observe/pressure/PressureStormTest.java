package io.audionode.agent.observe.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.SimulatedDay;
import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The machine, a NUMA node and many pods fire at once. */
class PressureStormTest {
  private static final int HIT = SimulatedDay.HURT + 2;
  private static final int TRIGGERS_OF_EACH = 2;

  @Test
  void nobodyWaitsUntilAllAreRead() {
    var told = new ArrayList<List<PressureEvent>>();
    var looks = new ArrayList<PressureLook>();
    new SimulatedDay(looks::add, _ -> {}).run(Duration.ofSeconds(10));
    looks.stream().map(PressureLook::events).filter(one -> !one.isEmpty()).forEach(told::add);

    var pass = told.subList(told.size() - HIT, told.size());
    assertThat(pass)
        .as("one cgroup in each, with all that fired there")
        .allSatisfy(
            events -> {
              assertThat(events).hasSize(TRIGGERS_OF_EACH);
              assertThat(watched(events)).hasSize(1);
            });
    assertThat(pass.stream().map(events -> watched(events).getFirst().scope()))
        .as("pods first")
        .startsWith(Scope.CONTAINER)
        .endsWith(Scope.NODE, Scope.NUMA_NODE);
    assertThat(pass.stream().flatMap(List::stream).map(PressureEvent::nanos).distinct())
        .as("of the moment at which the agent was woken")
        .hasSize(1);
  }

  @Test
  void eachLookHasItsOwnReadingsOnly() {
    var looks = new ArrayList<PressureLook>();
    new SimulatedDay(looks::add, _ -> {}).run(Duration.ofSeconds(1));

    var first = looks.stream().filter(look -> !look.events().isEmpty()).findFirst().orElseThrow();
    assertThat(first.readings())
        .singleElement()
        .satisfies(
            reading ->
                assertThat(reading.watched()).isEqualTo(first.events().getFirst().watched()));
  }

  private static List<Watched> watched(List<PressureEvent> events) {
    return events.stream().map(PressureEvent::watched).distinct().toList();
  }
}
