package io.audionode.agent.report.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.Incidents;
import io.audionode.agent.model.incident.Place;
import io.audionode.agent.report.incidents.IncidentsView.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncidentBookTest {
  private final IncidentBook book = new IncidentBook();

  @Test
  void showsTheNewestFirstAndEachWhole() {
    book.add(of("a-1", "mixer"));
    book.add(of("a-3", "mixer"));
    book.add(of("a-2", "organ"));
    assertThat(book.all().incidents()).extracting(Summary::id).containsExactly("a-3", "a-2", "a-1");
    assertThat(book.find("a-2").orElseThrow().subject()).isEqualTo("default/organ");
    assertThat(book.find("a-4")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"uid-mixer", "default/mixer", "mixer"})
  void findsThoseOfAPodByAnyOfItsNames(String name) {
    book.add(of("a-1", "mixer"));
    book.add(of("a-2", "organ"));
    assertThat(book.ofPod(name).incidents()).extracting(Summary::id).containsExactly("a-1");
    assertThat(book.ofPod("ixer").incidents()).isEmpty();
  }

  @Test
  void letsAPodThatIsKilledOverAndOverPutOutOnlyItsOwn() {
    book.add(of("a-000", "organ"));
    for (var i = 1; i <= 500; i++) {
      var gone = book.add(of("b-%03d".formatted(i), "mixer"));
      assertThat(gone).isEqualTo(i <= 20 ? List.of() : List.of("b-%03d".formatted(i - 20)));
    }
    assertThat(book.size()).isEqualTo(21);
    assertThat(book.find("a-000")).isPresent();
  }

  @Test
  void putsOutTheOldestOfMany() {
    for (var i = 0; i < 300; i++) {
      book.add(of("a-%03d".formatted(i), "pod" + i));
    }
    assertThat(book.size()).isEqualTo(100);
    assertThat(book.find("a-199")).isEmpty();
    assertThat(book.find("a-200")).isPresent();
  }

  private static IncidentView of(String id, String pod) {
    return IncidentView.of(
        Incidents.leak(
            id, 0, new Place("uid-" + pod, "default/" + pod, "main", Incidents.CGROUP, "subtree")));
  }
}
