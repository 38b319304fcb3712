package io.audionode.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent may do what its code asks of the API server, and nothing more. */
class RbacTest {
  private static final Manifests BASE = Manifests.rendered(".");

  @Test
  void allowsTheAgentWhatItAsksForAndNothingMore() {
    var rules = BASE.named(ClusterRole.class, "audionode-agent").getRules();
    assertThat(rules.stream().flatMap(ApiCall::allowedBy))
        .containsExactlyInAnyOrderElementsOf(
            AgentRequests.sent().map(ApiCall::of).collect(Collectors.toSet()));
    assertThat(rules).allSatisfy(rule -> assertThat(rule.getNonResourceURLs()).isEmpty());
  }

  @Test
  void givesTheRoleToTheServiceAccountOfThePods() {
    var account = BASE.only(ServiceAccount.class).getMetadata();
    var binding = BASE.only(ClusterRoleBinding.class);
    assertThat(binding.getRoleRef())
        .isEqualTo(new RoleRef("rbac.authorization.k8s.io", "ClusterRole", "audionode-agent"));
    assertThat(binding.getSubjects())
        .containsExactly(
            new Subject(null, "ServiceAccount", account.getName(), account.getNamespace()));
    assertThat(BASE.only(DaemonSet.class).getSpec().getTemplate().getSpec().getServiceAccountName())
        .isEqualTo(account.getName());
  }

  @Test
  void letsReadersReadTheApiAndTheMetricsAlone() {
    var rules = BASE.named(ClusterRole.class, "audionode-reader").getRules();
    assertThat(rules).hasSize(1);
    assertThat(rules.getFirst().getVerbs()).containsExactly("get");
    assertThat(rules.getFirst().getNonResourceURLs())
        .containsExactlyInAnyOrder("/audionode/api/*", "/metrics");
    assertThat(rules.getFirst().getResources()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET /api/v1/pods, list, '', pods",
    "GET /api/v1/pods?watch=true, watch, '', pods",
    "GET /api/v1/namespaces/studio, get, '', namespaces",
    "GET /api/v1/namespaces/studio/pods, list, '', pods",
    "GET /api/v1/namespaces/studio/pods/mixer/log, get, '', pods/log",
    "PATCH /api/v1/nodes/node/status, patch, '', nodes/status",
    "POST /apis/events.k8s.io/v1/namespaces/studio/events, create, events.k8s.io, events",
    "PUT /apis/apps/v1/namespaces/studio/daemonsets/x, update, apps, daemonsets"
  })
  void readsRequestsAsTheApiServerDoes(String request, String verb, String group, String resource) {
    assertThat(ApiCall.of(request)).isEqualTo(new ApiCall(verb, group, resource));
  }
}
