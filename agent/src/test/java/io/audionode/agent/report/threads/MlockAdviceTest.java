package io.audionode.agent.report.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.thread.Locking;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import org.junit.jupiter.api.Test;

class MlockAdviceTest {
  private static final Bytes RESIDENT = Bytes.ofMebibytes(200);

  @Test
  void saysNothingOfAProcessThatHasLockedItsMemory() {
    assertThat(MlockAdvice.of(new Locking(7, Bytes.ofMebibytes(100), RESIDENT, Limit.MAX)))
        .isEmpty();
  }

  @Test
  void saysWhatAProcessThatMayShouldDo() {
    assertThat(MlockAdvice.of(new Locking(7, Bytes.ofMebibytes(99), RESIDENT, Limit.MAX)))
        .contains(
            "process 7 has locked 99Mi of 200Mi: it may lock all of it, with mlockall(MCL_CURRENT | MCL_FUTURE)");
    assertThat(MlockAdvice.of(new Locking(7, Bytes.ZERO, RESIDENT, Limit.of(RESIDENT))))
        .hasValueSatisfying(
            advice ->
                assertThat(advice).contains("it may lock all of it (RLIMIT_MEMLOCK is 200Mi)"));
  }

  @Test
  void saysWhatAProcessThatMayNotNeeds() {
    assertThat(MlockAdvice.of(new Locking(7, Bytes.ZERO, RESIDENT, Limit.of(Bytes.ofMebibytes(8)))))
        .contains(
            "process 7 has locked 0 of 200Mi: RLIMIT_MEMLOCK is 8Mi: give the container the capability IPC_LOCK, and call mlockall(MCL_CURRENT | MCL_FUTURE)");
  }
}
