package io.audionode.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Without this, the page and its chart would drift from the run that they tell of. */
class PressurePageTest {
  @Test
  void showsTheFiguresThatWereRecorded() throws IOException {
    var page = PressurePage.page().text();
    assertThat(page)
        .contains(PressureFigures.of(Files.readAllLines(PressurePage.recorded())).markdown())
        .isEqualTo(PressurePage.text());
    assertThat(PressurePage.page().links()).contains("../figures/pressure.svg");
  }

  @Test
  void drawsTheChartOfTheRunThatWasRecorded() throws IOException {
    assertThat(Files.readString(PressurePage.chart())).isEqualTo(PressurePage.svg());
  }

  @Test
  void drawsLinesAndMarksWhereTheDataHasThem()
      throws IOException, ParserConfigurationException, SAXException {
    var svg =
        PressureChart.svg(
            List.of(
                "seconds,what,value",
                "0.000,hog,",
                "-3.000,pod,0.0",
                "15.000,pod,100.0",
                "16.000,pod,50.0",
                "6.000,event pod,audio-hurts",
                "9.000,reader 10 s,"));
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("circle").getLength())
        .as("two of the legend")
        .isEqualTo(4);
    assertThat(svg)
        .contains("<polyline class=\"pod\" points=\"160.0,270.0 830.0,60.0\"/>")
        .contains("<circle class=\"audio-hurts\" cx=\"495.0\"")
        .contains("seconds</text>", "%", "prefers-color-scheme: dark");
  }
}
