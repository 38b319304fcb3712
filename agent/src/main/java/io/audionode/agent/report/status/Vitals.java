package io.audionode.agent.report.status;

import io.audionode.agent.model.ApiLink;
import io.audionode.agent.model.incident.RecorderState;
import io.audionode.agent.model.pressure.Triggers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the agent says of itself beside the runs of its loop. Any thread may ask; none waits. */
public interface Vitals {
  String version();

  /** When the agent started. */
  Instant started();

  /** Every loop of the agent. */
  List<LoopState> loops();

  /** How many values found are remembered and not put back. */
  int journalLines();

  /** Why the journal takes no more values found; empty when it does. */
  Optional<String> journalProblem();

  /** Why the configuration file that lies there now is not in force; empty when it is. */
  List<String> configurationProblems();

  /** What keeps the pods from being what their source says. */
  List<String> podProblems();

  /** Every pressure trigger that is wanted, armed or refused. */
  Triggers triggers();

  /** How well incidents are recorded. */
  RecorderState incidents();

  /** How well the API server is heard; empty without a cluster. */
  Optional<ApiLink> api();
}
