package io.audionode.agent.observe.pods;

import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which QoS class Kubernetes gives a pod (k8s.io/kubernetes pkg/apis/core/v1/helper/qos):
 * Guaranteed when each container limits both cpu and memory and requests as much, BestEffort when
 * none requests or limits anything, Burstable otherwise. A quantity of zero counts as not given.
 */
final class QosRules {
  private QosRules() {}

  /** The class of a pod whose containers, init containers among them, have these resources. */
  static QosClass classOf(List<Resources> containers) {
    var requests = sums(containers, Resources::requests);
    var limits = sums(containers, Resources::limits);
    if (requests.isEmpty() && limits.isEmpty()) {
      return QosClass.BEST_EFFORT;
    }
    boolean limited = containers.stream().allMatch(QosRules::limitsEverything);
    return limited && equal(requests, limits) ? QosClass.GUARANTEED : QosClass.BURSTABLE;
  }

  /** Numbers and not quantities: of several large ones the sum may be none. */
  private static Map<String, BigDecimal> sums(
      List<Resources> containers, Function<Resources, Map<String, Quantity>> part) {
    var sums = new HashMap<String, BigDecimal>();
    containers.stream()
        .flatMap(resources -> part.apply(resources).entrySet().stream())
        .filter(entry -> !entry.getValue().isZero())
        .forEach(entry -> sums.merge(entry.getKey(), entry.getValue().value(), BigDecimal::add));
    return sums;
  }

  private static boolean limitsEverything(Resources resources) {
    return Resources.NAMES.stream()
        .allMatch(name -> !resources.limits().getOrDefault(name, Quantity.ZERO).isZero());
  }

  private static boolean equal(Map<String, BigDecimal> requests, Map<String, BigDecimal> limits) {
    return Resources.NAMES.stream()
        .allMatch(
            name ->
                requests
                        .getOrDefault(name, BigDecimal.ZERO)
                        .compareTo(limits.getOrDefault(name, BigDecimal.ZERO))
                    == 0);
  }
}
