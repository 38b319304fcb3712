package io.audionode.agent.observe.pods.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Without this, a namespace overrules its pods, or they cannot opt out of it. */
class NamespaceDefaultsTest {
  private static final Map<String, String> RENDER = Map.of(Labels.PROFILE, "render");

  private final NamespaceDefaults defaults =
      new NamespaceDefaults(
          RENDER,
          Map.of(Labels.SWAP_MAX, "1Mi", Labels.OOM_SCORE_ADJ, "-100", Labels.HOLD, "true"));

  @Test
  void countWhereAPodSaysNothing() {
    var pod = defaults.under(pod(null, Map.of(), Map.of()));
    assertThat(pod.labels()).isEqualTo(RENDER);
    assertThat(pod.annotations()).isEqualTo(defaults.annotations());
    assertThat(Labels.asks(pod)).isTrue();
  }

  @Test
  void yieldToTheProfileOfAPod() {
    var own = Map.of(Labels.PROFILE, "realtime");
    assertThat(defaults.under(pod(null, own, Map.of())).labels()).isEqualTo(own);
  }

  @Test
  void yieldToTheRuntimeClassOfAPod() {
    var pod = defaults.under(pod(Labels.RUNTIME_CLASS, Map.of(), Map.of()));
    assertThat(pod.labels()).isEmpty();
    assertThat(Labels.asks(pod)).isTrue();
  }

  @Test
  void countBesideAnotherRuntimeClass() {
    assertThat(defaults.under(pod("kata", Map.of(), Map.of())).labels()).isEqualTo(RENDER);
  }

  @Test
  void letAPodOptOut() {
    var none = Map.of(Labels.PROFILE, "none");
    assertThat(Labels.asks(defaults.under(pod(null, none, Map.of())))).isFalse();
    assertThat(Labels.asks(pod(Labels.RUNTIME_CLASS, none, Map.of()))).isFalse();
    var nothing = new NamespaceDefaults(none, Map.of());
    assertThat(Labels.asks(nothing.under(pod(null, Map.of(), Map.of())))).isFalse();
  }

  @Test
  void yieldToEachAnnotationOfAPod() {
    var own = Map.of(Labels.SWAP_MAX, "0", Labels.MEMORY_MIN, "5Mi");
    assertThat(defaults.under(pod(null, Map.of(), own)).annotations())
        .containsOnly(
            Map.entry(Labels.SWAP_MAX, "0"),
            Map.entry(Labels.MEMORY_MIN, "5Mi"),
            Map.entry(Labels.OOM_SCORE_ADJ, "-100"),
            Map.entry(Labels.HOLD, "true"));
  }

  @Test
  void yieldToTheOlderSpellingOfAPodToo() {
    var own = Map.of(Labels.OOM_SCORE_ADJ_OLD, "7");
    assertThat(defaults.under(pod(null, Map.of(), own)).annotations())
        .containsEntry(Labels.OOM_SCORE_ADJ_OLD, "7")
        .doesNotContainKey(Labels.OOM_SCORE_ADJ);
  }

  @Test
  void areOnlyWhatMeansSomethingOnAPod() {
    var namespace =
        Map.of(
            "metadata",
            Map.of(
                "labels", Map.of(Labels.PROFILE, "render", "team", "a"),
                "annotations", Map.of(Labels.SWAP_MAX, "0", "note", "b", Labels.HOLD, 1)));
    assertThat(NamespaceDefaults.of(namespace))
        .isEqualTo(new NamespaceDefaults(RENDER, Map.of(Labels.SWAP_MAX, "0")));
    assertThat(NamespaceDefaults.of(Map.of("metadata", 5))).isEqualTo(NamespaceDefaults.NONE);
  }

  private static Pod pod(
      @Nullable String runtimeClass, Map<String, String> labels, Map<String, String> annotations) {
    return new Pod(
        "u",
        "studio",
        "mixer",
        "api",
        labels,
        annotations,
        QosClass.BURSTABLE,
        runtimeClass,
        false,
        Set.of(),
        List.of(),
        List.of());
  }
}
