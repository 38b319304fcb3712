package io.audionode.agent.observe.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodDocumentsTest {
  private static final PodDocuments DOCUMENTS = new PodDocuments();
  private static final String POD = "{apiVersion: v1, kind: Pod, metadata: {name: %s}}\n";

  @Test
  void takesEachDocumentAsPod() throws PodException {
    var yaml = "---\n" + POD.formatted("a") + "---\n---\n# none\n---\n" + POD.formatted("b");
    assertThat(names(yaml, false)).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: a}}]} | a",
        "{apiVersion: v1, kind: PodList, items: [{metadata: {name: a}}, {metadata: {name: b}}]} | a,b",
        "{apiVersion: v1, kind: List, items: []} |",
      })
  void takesListsAsKubectlPrintsThem(String yaml, String names) throws PodException {
    assertThat(String.join(",", names(yaml, false))).isEqualTo(names == null ? "" : names);
  }

  @Test
  void readsJsonWithTabs() throws PodException {
    var json =
        "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Pod\",\n\t\"metadata\": {\"name\": \"a\"}\n}\n";
    assertThat(names(json, true)).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | false | is empty",
        "'# nothing' | false | is empty",
        "'' | true | is empty",
        "null | true | is empty",
        "{apiVersion: apps/v1, kind: Deployment} | false | kind is \"Deployment\", apiVersion is \"apps/v1\"; allowed: kind Pod",
        "{kind: Pod} | false | apiVersion is missing",
        "[a] | false | is a list; allowed: a Pod object",
        "{apiVersion: v1, kind: List} | false | items is missing",
        "{apiVersion: v1, kind: List, items: [~]} | false | is missing; allowed: a Pod object",
        "{apiVersion: v1, kind: List, items: [{kind: Node}]} | false | kind is \"Node\"; allowed: Pod",
        "{apiVersion: v1, kind: Pod, kind: Pod} | false | duplicate key",
        "{apiVersion: v1, kind: Pod, metadata: { | false | line 1: is not YAML",
        "{\"apiVersion\": \"v1\" | true | line 1: is not JSON",
        "{\"kind\": 1, \"kind\": 2} | true | Duplicate",
        "{} {} | true | line 1: is not JSON",
      })
  void refuses(String text, boolean isJson, String message) {
    assertThatThrownBy(() -> DOCUMENTS.pods(text, isJson))
        .isInstanceOf(PodException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesTooMuchOfEverything() {
    assertThatThrownBy(() -> DOCUMENTS.pods("[".repeat(100_000), false))
        .hasMessageContaining("nests deeper");
    assertThatThrownBy(() -> DOCUMENTS.pods("[".repeat(100_000), true))
        .hasMessageContaining("is not JSON");
    assertThatThrownBy(() -> DOCUMENTS.pods("a: " + "9".repeat(100_000), false))
        .hasMessageContaining("digits");
    assertThatThrownBy(() -> DOCUMENTS.pods(POD.formatted("a").concat("---\n").repeat(1001), false))
        .hasMessageContaining("has 1001 pods, allowed are up to 1000");
  }

  private static List<String> names(String text, boolean isJson) throws PodException {
    var names = new ArrayList<String>();
    for (var pod : DOCUMENTS.pods(text, isJson)) {
      Fields.of(pod).object("metadata").text("name").ifPresent(names::add);
    }
    return names;
  }
}
