package io.audionode.code;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.plan.Plan;
import io.audionode.agent.plan.Planner;
import io.audionode.cgroupfs.format.Bytes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A run of the loop on a node whose pods are protected, half of them where they ran already, so
 * that it writes nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Decisions {
  @Param({"10", "50", "100", "250", "500"})
  private int pods;

  private final Policies policies = new Policies(Configuration::defaults);
  private final Planner planner = new Planner();
  private @Nullable NodeSnapshot seen;
  private @Nullable DesiredNode desired;

  @Setup
  public void settle() {
    var node = FakeNode.withNumaNodes(2);
    for (var number = 0; number < pods; number++) {
      var pod = PodBuilder.roomy("pod-" + number, "4Mi", "8Mi");
      node.pod(pod);
      if (number % 2 == 0) {
        node.born(pod, "c" + number, 1000 + number);
      } else {
        node.running(pod, "c" + number, 1000 + number, Bytes.ofMebibytes(200));
      }
    }
    new FakeFlow(node).settle();
    var settled = node.snapshot();
    seen = settled;
    desired = policies.desire(settled);
  }

  @Benchmark
  public DesiredNode desire() {
    return policies.desire(requireNonNull(seen));
  }

  @Benchmark
  public Plan plan() {
    return planner.diff(requireNonNull(desired), requireNonNull(seen));
  }
}
