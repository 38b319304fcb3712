package io.audionode.docs;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A hog and who noticed it, as SVG. Made of lines {@code seconds,what,value}, which count from the
 * hog's start; see {@code HogRace}. Brings its own background, for light pages and for dark ones.
 */
final class PressureChart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 470;
  private static final int LEFT = 160;
  private static final int RIGHT = 830;
  private static final int TOP = 60;
  private static final int BOTTOM = 270;
  private static final int LANES = 300;
  private static final int LANE = 28;
  private static final int FIRST_SECOND = -3;
  private static final int LAST_SECOND = 15;
  private static final List<String> NAMES =
      List.of("event pod", "event node", "reader 1 s", "reader 10 s");
  private static final List<String> LABELS =
      List.of(
          "agent: pod's events", "agent: node's events", "reader every 1 s", "reader every 10 s");

  private static final String STYLE =
      """
      <style>
        text { font: 13px sans-serif; fill: #1f2328 }
        .paper { fill: #ffffff; stroke: #d0d7de }
        .grid { stroke: #d0d7de; stroke-width: 1 }
        .hog { stroke: #8250df; stroke-width: 2; stroke-dasharray: 6 4 }
        .hogs { fill: #8250df }
        .pod { stroke: #0969da; stroke-width: 2; fill: none }
        .node { stroke: #9a6700; stroke-width: 2; fill: none; stroke-dasharray: 2 3 }
        .audio-hurts { fill: #cf222e }
        .audio-waits, .noise-elsewhere { fill: #9a6700 }
        .reader { fill: #1f2328 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .paper { fill: #0d1117; stroke: #30363d }
          .grid { stroke: #30363d }
          .hog { stroke: #d2a8ff }
          .hogs { fill: #d2a8ff }
          .pod { stroke: #58a6ff }
          .node { stroke: #d29922 }
          .audio-hurts { fill: #ff7b72 }
          .audio-waits, .noise-elsewhere { fill: #d29922 }
          .reader { fill: #e6edf3 }
        }
      </style>
      """;

  private final List<Row> rows;

  /** One line of the data. */
  private record Row(double second, String what, String value) {
    static Row of(String line) {
      var parts = line.split(",", 3);
      return new Row(Double.parseDouble(parts[0]), parts[1], parts[2]);
    }
  }

  private PressureChart(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * The picture.
   *
   * @param csv a head and the data
   */
  static String svg(List<String> csv) {
    return new PressureChart(csv.stream().skip(1).map(Row::of).toList()).svg();
  }

  private String svg() {
    return Stream.of(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
                .formatted(WIDTH, HEIGHT),
            "<title>Memory pressure around the start of a hog, and who noticed it when</title>\n",
            STYLE,
            "<rect class=\"paper\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n"
                .formatted(WIDTH - 1, HEIGHT - 1),
            percents(),
            seconds(),
            hog(),
            line("node"),
            line("pod"),
            legend(),
            lanes(),
            "</svg>\n")
        .collect(Collectors.joining());
  }

  private static String percents() {
    var lines =
        IntStream.rangeClosed(0, 4)
            .map(quarter -> quarter * 25)
            .mapToObj(
                percent ->
                    grid(LEFT, y(percent), RIGHT, y(percent))
                        + text(LEFT - 8, y(percent) + 4, "end", percent + " %"));
    return lines.collect(Collectors.joining())
        + "<text transform=\"translate(104 %d) rotate(-90)\" text-anchor=\"middle\">time stalled (some), %%</text>%n"
            .formatted((TOP + BOTTOM) / 2);
  }

  private static String seconds() {
    var bottom = LANES + NAMES.size() * LANE;
    return IntStream.rangeClosed(FIRST_SECOND, LAST_SECOND)
            .filter(second -> second % 3 == 0)
            .mapToObj(
                second ->
                    grid(x(second), TOP, x(second), bottom)
                        + text(x(second), bottom + 18, "middle", second + " s"))
            .collect(Collectors.joining())
        + text((LEFT + RIGHT) / 2.0, bottom + 40, "middle", "time since the hog's start, seconds");
  }

  private static String hog() {
    return "<line class=\"hog\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>%n"
            .formatted(round(x(0)), TOP - 8, round(x(0)), LANES + NAMES.size() * LANE)
        + "<text class=\"hogs\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">the hog starts</text>%n"
            .formatted(round(x(0)), TOP - 14);
  }

  private String line(String name) {
    var points =
        of(name)
            .map(row -> round(x(row.second())) + "," + round(y(Double.parseDouble(row.value()))))
            .collect(Collectors.joining(" "));
    return "<polyline class=\"%s\" points=\"%s\"/>%n".formatted(name, points);
  }

  private static String legend() {
    return "<circle class=\"audio-hurts\" cx=\"340\" cy=\"28\" r=\"5\"/>\n"
        + text(350, 32, "start", "event: audio-hurts")
        + "<circle class=\"noise-elsewhere\" cx=\"484\" cy=\"28\" r=\"5\"/>\n"
        + text(494, 32, "start", "other event")
        + "<line class=\"pod\" x1=\"590\" y1=\"28\" x2=\"620\" y2=\"28\"/>\n"
        + text(626, 32, "start", "audio pod")
        + "<line class=\"node\" x1=\"710\" y1=\"28\" x2=\"740\" y2=\"28\"/>\n"
        + text(746, 32, "start", "node");
  }

  private String lanes() {
    return IntStream.range(0, NAMES.size())
        .mapToObj(
            lane -> {
              var y = LANES + lane * LANE + LANE / 2.0;
              return text(LEFT - 8, y + 4, "end", LABELS.get(lane))
                  + grid(LEFT, y, RIGHT, y)
                  + marks(NAMES.get(lane), y);
            })
        .collect(Collectors.joining());
  }

  private String marks(String name, double y) {
    var first = of(name).filter(row -> row.second() >= 0).findFirst();
    var marks =
        of(name)
            .map(
                row ->
                    "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"5\"/>%n"
                        .formatted(
                            row.value().isEmpty() ? "reader" : row.value(),
                            round(x(row.second())),
                            round(y)))
            .collect(Collectors.joining());
    return marks
        + first
            .map(
                row ->
                    text(
                        x(row.second()),
                        y - 8,
                        "middle",
                        String.format(Locale.ROOT, "%.1f s", row.second())))
            .orElse("");
  }

  private Stream<Row> of(String what) {
    return rows.stream()
        .filter(row -> row.what().equals(what))
        .filter(row -> row.second() >= FIRST_SECOND && row.second() <= LAST_SECOND);
  }

  private static double x(double second) {
    return LEFT + (second - FIRST_SECOND) * (RIGHT - LEFT) / (LAST_SECOND - FIRST_SECOND);
  }

  private static double y(double percent) {
    return BOTTOM - percent * (BOTTOM - TOP) / 100;
  }

  private static String grid(double x1, double y1, double x2, double y2) {
    return "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n"
        .formatted(round(x1), round(y1), round(x2), round(y2));
  }

  private static String text(double x, double y, String anchor, String words) {
    return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n"
        .formatted(round(x), round(y), anchor, words);
  }

  private static String round(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }
}
