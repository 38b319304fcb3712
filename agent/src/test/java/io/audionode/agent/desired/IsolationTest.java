package io.audionode.agent.desired;

import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Labels;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The annotation {@code isolate}: more threads for a profile's classes, and never a stop. */
class IsolationTest {
  @Test
  void addsPatternsToTheFirstClassAndToTheOneThatIsNamed() {
    assertThat(names("realtime", "mixer* rt=disk-?"))
        .containsExactly("^pw-data-loop", "^jackd", "^audio", "^mixer.*$", "^disk\\-.$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"io=disk", "a=b=c", "ok *a*b*c*d*"})
  void leavesOutWhatIsNotAllowedAndSaysWhatIs(String text) {
    var desire = decide("realtime", text);
    assertThat(desire.warnings())
        .contains(
            "annotation audionode.io/isolate=\"%s\" is ignored; allowed is names of threads, with * and ? for any characters, each alone or as CLASS=NAME with one of the classes rt"
                .formatted(text));
    assertThat(desire.wish().profile().threads().getFirst().names()).hasSize(3);
  }

  @Test
  void saysThatAProfileHasNoClasses() {
    assertThat(decide("render", "mixer").warnings())
        .contains(
            "annotation audionode.io/isolate=\"mixer\" is ignored; allowed is none, for profile render has no thread class");
  }

  @Test
  void takesNoLongerForAnyTextThatAStrangerMayWrite() {
    var hostile = "(?:aa?|a|a|a|a|a)".repeat(14) + "x";
    var patterns = decide("realtime", hostile).wish().profile().threads().getFirst().names();
    assertThat(patterns).allMatch(pattern -> !pattern.matcher("a".repeat(15)).find());
  }

  private static List<String> names(String profile, String text) {
    return decide(profile, text).wish().profile().threads().stream()
        .map(ThreadClass::names)
        .flatMap(List::stream)
        .map(Pattern::pattern)
        .toList();
  }

  private static PodDesire decide(String profile, String text) {
    var mixer =
        pod("mixer")
            .profile(profile)
            .annotation(Labels.ISOLATE, text)
            .container("main", "64Mi", "128Mi")
            .build();
    var node = FakeNode.withNumaNodes(1).pod(mixer).born(mixer, "c1", 10);
    return Decisions.desire(node).pods().getFirst();
  }
}
