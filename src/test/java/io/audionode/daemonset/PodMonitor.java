package io.audionode.daemonset;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** The part of the Prometheus operator's PodMonitor that is used, by its API reference. */
@Group("monitoring.coreos.com")
@Version("v1")
final class PodMonitor extends CustomResource<PodMonitor.Spec, Void> implements Namespaced {
  private static final long serialVersionUID = 1L;

  record Spec(LabelSelector selector, List<Endpoint> podMetricsEndpoints) {}

  record Endpoint(
      String port, String path, Authorization authorization, List<Relabeling> relabelings) {}

  record Authorization(String type, Credentials credentials) {}

  record Credentials(String name, String key) {}

  record Relabeling(List<String> sourceLabels, String targetLabel) {}
}
