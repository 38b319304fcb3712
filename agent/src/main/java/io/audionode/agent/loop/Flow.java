package io.audionode.agent.loop;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.apply.Outcome;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.plan.Truce;
import io.audionode.agent.report.Reporter;

/** One run: the whole agent on a page. */
public final class Flow {
  private final Observer observer;
  private final Policies policies;
  private final Planner planner;
  private final Truce truce = new Truce(System::nanoTime);
  private final Applier applier;
  private final Reporter reporter;

  public Flow(
      Observer observer, Policies policies, Planner planner, Applier applier, Reporter reporter) {
    this.observer = observer;
    this.policies = policies;
    this.planner = planner;
    this.applier = applier;
    this.reporter = reporter;
  }

  public void runOnce() {
    var seen = observer.snapshot();
    var desired = policies.desire(seen);
    var judged = truce.judge(planner.diff(desired, seen), desired, seen);
    var outcomes = applier.apply(judged.now());
    truce.done(
        outcomes.stream().filter(Outcome.Applied.class::isInstance).map(Outcome::action).toList());
    reporter.publish(seen, desired, judged, outcomes, applier.late());
  }
}
