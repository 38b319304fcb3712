package io.audionode.daemonset;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Manifests read into Kubernetes' types; what those do not know, or twice, is an error. */
final class StrictYaml {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .annotationIntrospector(new NothingElse())
          .build();

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Stream.of(
              Namespace.class,
              ServiceAccount.class,
              Secret.class,
              ConfigMap.class,
              Service.class,
              DaemonSet.class,
              RuntimeClass.class,
              ClusterRole.class,
              ClusterRoleBinding.class,
              Role.class,
              RoleBinding.class,
              PodMonitor.class,
              PrometheusRule.class)
          .collect(Collectors.toMap(StrictYaml::name, Function.identity()));

  private StrictYaml() {}

  /** Every document of a text. */
  static List<HasMetadata> objects(String yaml) {
    try (var documents = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return documents.readAll().stream().map(StrictYaml::object).toList();
    }
  }

  private static HasMetadata object(JsonNode document) {
    var name = document.path("apiVersion").asString() + " " + document.path("kind").asString();
    var type = TYPES.get(name);
    if (type == null) {
      throw new IllegalArgumentException("no such kind of object: " + name);
    }
    return MAPPER.treeToValue(document, type);
  }

  private static String name(Class<? extends HasMetadata> type) {
    return HasMetadata.getApiVersion(type) + " " + HasMetadata.getKind(type);
  }

  /** The library's classes collect what they do not know; here they must not. */
  private static final class NothingElse extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
      return false;
    }
  }
}
