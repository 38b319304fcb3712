package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Quantity;
import io.audionode.cgroupfs.format.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cpu and memory of one container, or of a pod as a whole. A request that is not given is the
 * limit: the API server writes it so into every pod, and kubelet into its static ones.
 */
record Resources(Map<String, Quantity> requests, Map<String, Quantity> limits) {
  static final String MEMORY = "memory";

  private static final String CPU = "cpu";

  /** Only these two count for the QoS class. */
  static final List<String> NAMES = List.of(CPU, MEMORY);

  Resources {
    requests = Map.copyOf(requests);
    limits = Map.copyOf(limits);
  }

  static Resources of(Fields object) throws PodException {
    var limits = quantities(object, "limits");
    var requests = new HashMap<>(limits);
    requests.putAll(quantities(object, "requests"));
    for (var request : requests.entrySet()) {
      check(request.getKey(), request.getValue(), limits.get(request.getKey()));
    }
    return new Resources(requests, limits);
  }

  /**
   * What kubelet says a container has got, which is not yet, or never, what its author wants while
   * a resize waits for room (kubernetes.io, "Resize CPU and Memory Resources"). Meanwhile the
   * request may be above the limit; the limit counts then. Empty when it says nothing of memory.
   */
  static Optional<Resources> given(Fields object) throws PodException {
    var limits = quantities(object, "limits");
    var requests = new HashMap<>(limits);
    requests.putAll(quantities(object, "requests"));
    requests.replaceAll((name, request) -> under(request, limits.get(name)));
    return Optional.of(new Resources(requests, limits))
        .filter(given -> given.requests().containsKey(MEMORY));
  }

  private static Quantity under(Quantity request, @Nullable Quantity limit) {
    return limit == null || limit.isZero() || request.compareTo(limit) <= 0 ? request : limit;
  }

  boolean isEmpty() {
    return requests.isEmpty() && limits.isEmpty();
  }

  Optional<Bytes> memoryRequest() {
    return memory(requests);
  }

  Optional<Bytes> memoryLimit() {
    return memory(limits);
  }

  /** The request in thousandths of a cpu; a fraction of one counts as a whole, as in Kubernetes. */
  Optional<Long> cpuMillis() {
    return Optional.ofNullable(requests.get(CPU))
        .filter(quantity -> !quantity.isZero())
        .map(Quantity::millis);
  }

  /** Zero is how Kubernetes spells "none". */
  private static Optional<Bytes> memory(Map<String, Quantity> quantities) {
    return Optional.ofNullable(quantities.get(MEMORY))
        .filter(quantity -> !quantity.isZero())
        .map(Quantity::bytes);
  }

  private static void check(String name, Quantity request, @Nullable Quantity limit)
      throws PodException {
    if (limit != null && !limit.isZero() && request.compareTo(limit) > 0) {
      throw new PodException(
          "requests.%s is %s, allowed is up to the limit of %s"
              .formatted(name, request.value().toPlainString(), limit.value().toPlainString()));
    }
  }

  private static Map<String, Quantity> quantities(Fields resources, String kind)
      throws PodException {
    var amounts = resources.object(kind);
    var quantities = new HashMap<String, Quantity>();
    for (String name : NAMES) {
      var amount = amounts.text(name);
      if (amount.isPresent()) {
        quantities.put(name, quantity(kind + "." + name, amount.get()));
      }
    }
    return quantities;
  }

  private static Quantity quantity(String path, String amount) throws PodException {
    try {
      return Quantity.parse(amount);
    } catch (IllegalArgumentException e) {
      throw new PodException(path + ": " + e.getMessage());
    }
  }
}
