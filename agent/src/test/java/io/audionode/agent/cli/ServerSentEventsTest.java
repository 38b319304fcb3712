package io.audionode.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {
  private final List<String> told = new ArrayList<>();
  private final ServerSentEvents events =
      new ServerSentEvents((name, data) -> told.add(name + "=" + data));

  @Test
  void putsTheLinesOfAnEventTogether() {
    take("retry: 2000", "id: 5-1", "event: pressure", "data: {", "data:}", "", "data: x", "");
    assertThat(told).containsExactly("pressure={\n}", "=x");
    assertThat(events.lastId()).isEqualTo("5-1");
  }

  @Test
  void passesOverHeartbeatsAndFieldsOfALaterVersion() {
    take(": heartbeat", "", "event: open", "", "colour: red", "id", "");
    assertThat(told).isEmpty();
    assertThat(events.lastId()).isEmpty();
  }

  @Test
  void knowsAnEventOnlyWhenItIsWhole() {
    take("id: 5-1", "event: pressure", "data: 1", "", "id: 5-2", "event: gap", "data: half");
    assertThat(events.lastId()).isEqualTo("5-1");
    events.begin();
    take("data: 2", "", ": heartbeat", "id: 5-9", "");
    assertThat(told).containsExactly("pressure=1", "=2");
    assertThat(events.lastId()).isEqualTo("5-9");
  }

  private void take(String... lines) {
    List.of(lines).forEach(events::line);
  }
}
