package io.audionode.system;

import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.pressure.PressureView;
import io.audionode.agent.report.status.Json;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Asks an agent about pressure over HTTP.
 *
 * @param port of 127.0.0.1
 */
record PressureClient(int port) {
  /** Waits until a cgroup has a trigger of this name, and it is armed. */
  void awaitArmed(CgroupPath cgroup, String trigger) {
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Scenario.PATIENCE)
        .until(() -> isArmed(cgroup, trigger));
  }

  private boolean isArmed(CgroupPath cgroup, String trigger)
      throws IOException, InterruptedException {
    return view().cgroups().stream()
        .filter(one -> one.cgroup().equals(cgroup.value()))
        .flatMap(one -> one.triggers().stream())
        .anyMatch(state -> state.armed() && state.trigger().name().equals(trigger));
  }

  private PressureView view() throws IOException, InterruptedException {
    var url = URI.create("http://127.0.0.1:" + port + "/api/v1/pressure");
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
      return Json.read(answer.body(), PressureView.class);
    }
  }
}
