package io.audionode.system;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether something grows: by the median of the slopes between every two samples (Theil and Sen),
 * which a few that lie far off do not move.
 */
final class Trend {
  private final List<double[]> samples = new ArrayList<>();

  /** Samples come in the order of time. */
  void add(double seconds, double value) {
    samples.add(new double[] {seconds, value});
  }

  int samples() {
    return samples.size();
  }

  /** By how much it grew from the first sample to the last one; 0 with fewer than two. */
  double growth() {
    if (samples.size() < 2) {
      return 0;
    }
    return slope() * (samples.getLast()[0] - samples.getFirst()[0]);
  }

  private double slope() {
    var slopes = new ArrayList<Double>();
    for (var first = 0; first < samples.size(); first++) {
      for (var second = first + 1; second < samples.size(); second++) {
        var from = samples.get(first);
        var to = samples.get(second);
        slopes.add((to[1] - from[1]) / (to[0] - from[0]));
      }
    }
    slopes.sort(null);
    var middle = slopes.size() / 2;
    return slopes.size() % 2 == 1
        ? slopes.get(middle)
        : (slopes.get(middle - 1) + slopes.get(middle)) / 2;
  }
}
