package io.audionode.agent.observe.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.proc.MemInfo;
import org.junit.jupiter.api.Test;

class RoomTest {
  private final Room room = new Room();

  private boolean isLessWith(long freeKib, long availableKib, long swapFreeKib) {
    room.look(
        MemInfo.parse(
            "MemTotal: 900000 kB\nMemFree: %d kB\nMemAvailable: %d kB\nSwapTotal: 9000 kB\nSwapFree: %d kB\n"
                .formatted(freeKib, availableKib, swapFreeKib)),
        0);
    return room.isLess();
  }

  @Test
  void isLessWhenOneMebibyteIsMissingInAnyOfThem() {
    assertThat(isLessWith(50_000, 90_000, 9_000)).as("nobody knows what there was").isTrue();
    assertThat(isLessWith(50_000, 90_000, 9_000)).isFalse();
    assertThat(isLessWith(48_900, 90_000, 9_000)).isTrue();
    assertThat(isLessWith(48_900, 88_900, 9_000)).isTrue();
    assertThat(isLessWith(48_900, 88_900, 7_900)).isTrue();
    assertThat(isLessWith(48_900, 88_900, 7_900)).isFalse();
  }

  @Test
  void addsUpWhatIsMissingLittleByLittle() {
    isLessWith(50_000, 90_000, 9_000);
    assertThat(isLessWith(49_500, 90_000, 9_000)).isFalse();
    assertThat(isLessWith(49_000, 90_000, 9_000)).isFalse();
    assertThat(isLessWith(48_900, 90_000, 9_000)).isTrue();
  }

  @Test
  void countsFromTheMostThatThereWas() {
    isLessWith(50_000, 90_000, 9_000);
    assertThat(isLessWith(60_000, 90_000, 9_000)).isFalse();
    assertThat(isLessWith(58_900, 90_000, 9_000)).isTrue();
  }

  @Test
  void mayBeLessWhereNobodyKnows() {
    isLessWith(50_000, 90_000, 9_000);
    isLessWith(50_000, 90_000, 9_000);
    room.unknown();
    assertThat(room.isLess()).isTrue();
  }
}
