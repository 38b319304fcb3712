package io.audionode.cgroupfs.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.Fixtures;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CpuTextTest {
  @Test
  void quotaAndPeriodAreMicroseconds() {
    assertThat(CpuMax.parse(Fixtures.kernel("6.1", "cgroup/cpu.max")))
        .isEqualTo(new CpuMax(Optional.of(Duration.ofMillis(40)), Duration.ofMillis(100)));
    assertThat(CpuMax.parse("max 100000\n")).isEqualTo(CpuMax.unlimited());
    assertThat(CpuMax.parse("max")).isEqualTo(CpuMax.unlimited());
    assertThatThrownBy(() -> CpuMax.parse("1 2 3")).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> CpuMax.parse("1 0")).isInstanceOf(Malformed.class);
  }

  @Property
  void printedQuotaParsesToItself(
      @ForAll @LongRange(max = Long.MAX_VALUE) long quota, @ForAll @IntRange(min = 1) int period) {
    var max = CpuMax.parse(quota + " " + period);

    assertThat(CpuMax.parse(max.text())).isEqualTo(max);
    assertThat(max.text()).isEqualTo(quota + " " + period);
  }

  @Test
  void throttlingIsInStatOnlyWhileTheControllerIsOn() {
    var with = CpuStat.parse(Fixtures.kernel("6.1", "cgroup/cpu.stat"));
    var without = CpuStat.parse("usage_usec 3\nuser_usec 1\nsystem_usec 2\n");

    assertThat(with.nrThrottled().orElseThrow()).isPositive();
    assertThat(without.nrThrottled()).isEmpty();
    assertThat(without.usageUsec()).isEqualTo(3);
  }

  @Property
  void printedClampParsesToItself(@ForAll @IntRange(max = 10_000) int hundredths) {
    var clamp = new Utilization(hundredths);

    assertThat(Utilization.parse(clamp.text())).isEqualTo(clamp);
  }

  @Test
  void wholeMachineIsMax() {
    assertThat(Utilization.parse("100")).isEqualTo(Utilization.MAX);
    assertThat(Utilization.parse("7.5").text()).isEqualTo("7.50");
    assertThatThrownBy(() -> Utilization.parse("100.01")).isInstanceOf(Malformed.class);
  }
}
