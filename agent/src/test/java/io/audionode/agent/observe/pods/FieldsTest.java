package io.audionode.agent.observe.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.config.BoundedYaml;
import io.audionode.agent.config.MalformedYamlException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
  @ParameterizedTest
  @CsvSource({"mixer, mixer", "'\"\"', ''", "-900, -900", "1e6, 1000000.0", "true, true"})
  void takesScalarsAsTheirText(String yaml, String text) throws Exception {
    assertThat(fields("{a: %s}".formatted(yaml)).text("a")).hasValue(text);
  }

  @Test
  void takesNullForMissing() throws Exception {
    var fields = fields("{a: ~, list: [~, {a: 1}], texts: {a: ~, b: c}}");
    assertThat(fields.text("a")).isEmpty();
    assertThat(fields.number("a")).isEmpty();
    assertThat(fields.object("a").names()).isEmpty();
    assertThat(fields.objects("a")).isEmpty();
    assertThat(fields.texts("a", _ -> true)).isEmpty();
    assertThat(fields.objects("list")).singleElement().matches(it -> it.names().contains("a"));
    assertThat(fields.texts("texts", _ -> true)).isEqualTo(Map.of("b", "c"));
    assertThat(fields.object("missing").object("too").text("a")).isEmpty();
  }

  @Test
  void saysWhereSomethingElseIs() throws Exception {
    var fields = fields("{list: [{a: 1}, {a: [secret]}], word: secret, object: {a: [secret]}}");
    var second = fields.objects("list").get(1);
    assertRefused(() -> second.text("a"), "list[1].a");
    assertRefused(() -> second.object("a"), "list[1].a");
    assertRefused(() -> second.objects("a"), "list[1].a[0]");
    assertRefused(() -> fields.number("word"), "word");
    assertRefused(() -> fields.objects("word"), "word");
    assertRefused(() -> fields.texts("word", _ -> true), "word");
    assertRefused(() -> fields.texts("object", "a"::equals), "object.a");
  }

  @Test
  void looksAtTextsThatAreUsedAlone() throws Exception {
    var fields = fields("{texts: {a: [secret], b: c, 1: d, ~: e}}");
    assertThat(fields.texts("texts", "b"::equals)).isEqualTo(Map.of("b", "c"));
  }

  @ParameterizedTest
  @CsvSource({"2000000000, 2000000000", "-1, -1", "2147483648, 2147483648"})
  void takesWholeNumbers(String yaml, long number) throws Exception {
    assertThat(fields("{a: %s}".formatted(yaml)).number("a")).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "1e9", "99999999999999999999", "true", "'1'", "[1]"})
  void takesNothingElseForANumber(String yaml) throws Exception {
    var fields = fields("{a: %s}".formatted(yaml));
    assertRefused(() -> fields.number("a"), "a");
  }

  @Test
  void saysALongNameInPart() throws Exception {
    var name = "x".repeat(600);
    var fields = fields("{%s: [1]}".formatted(name));
    assertThatThrownBy(() -> fields.text(name))
        .hasMessageMatching("x{79}… is not what a Pod has there");
  }

  private interface Reading {
    void read() throws PodException;
  }

  private static void assertRefused(Reading reading, String place) {
    assertThatThrownBy(reading::read)
        .isInstanceOf(PodException.class)
        .hasMessage("%s is not what a Pod has there", place);
  }

  private static Fields fields(String yaml) throws MalformedYamlException {
    return Fields.of((Map<?, ?>) BoundedYaml.values(yaml).getFirst());
  }
}
