package io.audionode.daemonset;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the Prometheus operator's PrometheusRule that is used, by its API reference. */
@Group("monitoring.coreos.com")
@Version("v1")
final class PrometheusRule extends CustomResource<PrometheusRule.Spec, Void> implements Namespaced {
  private static final long serialVersionUID = 1L;

  record Spec(List<RuleGroup> groups) {}

  record RuleGroup(String name, List<Rule> rules) {}

  /** Either records or alerts. */
  record Rule(
      @Nullable String record,
      @Nullable String alert,
      String expr,
      @JsonProperty("for") @Nullable String lasting,
      @Nullable Map<String, String> labels,
      @Nullable Map<String, String> annotations) {}
}
