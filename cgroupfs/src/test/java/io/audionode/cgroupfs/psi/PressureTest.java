package io.audionode.cgroupfs.psi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PressureTest {
  private static final String SOME = "some avg10=25.48 avg60=6.65 avg300=1.48 total=5264448\n";
  private static final String FULL = "full avg10=0.00 avg60=0.00 avg300=100.00 total=0\n";

  @Test
  void readsBothLines() {
    var pressure = Pressure.parse(SOME + FULL);

    assertThat(pressure.some()).contains(new Pressure.Line(25.48, 6.65, 1.48, 5_264_448));
    assertThat(pressure.full()).contains(new Pressure.Line(0, 0, 100, 0));
  }

  @Test
  void missingLineIsAbsentAndNotZero() {
    assertThat(Pressure.parse(SOME).full()).isEmpty(); // cpu.pressure before 5.13
    assertThat(Pressure.parse(FULL).some()).isEmpty(); // irq.pressure
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "medium avg10=0.00 avg60=0.00 avg300=0.00 total=0",
        "some avg10=0.00 avg60=0.00 total=0",
        "some avg10=100.01 avg60=0.00 avg300=0.00 total=0",
        "some avg10=NaN avg60=0.00 avg300=0.00 total=0",
        "some avg10=0.00 avg60=0.00 avg300=0.00 total=-1",
      })
  void otherTextsAreMalformed(String text) {
    assertThatThrownBy(() -> Pressure.parse(text)).isInstanceOf(Malformed.class);
  }

  @Test
  void triggerSpeaksMicroseconds() {
    var trigger = new Trigger(Trigger.Kind.SOME, Duration.ofMillis(50), Duration.ofMillis(500));

    assertThat(trigger.text()).isEqualTo("some 50000 500000");
  }

  @Test
  void triggerTheKernelWouldRefuseCannotBeMade() {
    var stall = Duration.ofMillis(50);
    assertThatThrownBy(() -> new Trigger(Trigger.Kind.FULL, stall, Duration.ofMillis(499)))
        .hasMessageContaining("500 ms..10 s");
    assertThatThrownBy(() -> new Trigger(Trigger.Kind.FULL, stall, Duration.ofSeconds(11)))
        .hasMessageContaining("500 ms..10 s");
    assertThatThrownBy(
            () -> new Trigger(Trigger.Kind.FULL, Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("stall");
    assertThatThrownBy(() -> new Trigger(Trigger.Kind.FULL, Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("stall");
  }
}
