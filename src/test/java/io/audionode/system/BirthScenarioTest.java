package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Containers started one after another, each of which has its whole memory where it is protected.
 *
 * <p>Preparing a container is work here and not a pause, so that an emulated processor gives the
 * agent no less and no more of it than a node's gives. {@code AUDIONODE_BIRTHS} is how many there
 * are: 25 by default, of 4 s each on an emulated processor. None of fewer than 100 may be
 * incomplete, and one in each hundred of more.
 */
class BirthScenarioTest extends Scenario {
  private static final String UID = "aaaaaaaa-aaaa-4bbb-8ccc-000000000001";
  private static final int BIRTHS =
      Integer.parseInt(System.getenv().getOrDefault("AUDIONODE_BIRTHS", "25"));

  /** Whose classes are loaded and code compiled while they are born: told apart, not counted. */
  private static final int COLD = 5;

  /**
   * Since 6.8 {@code memory.stat} may be old by some pages, until the kernel adds up what its
   * processors have counted: every two seconds, or when it has become much
   * (memcg_vmstats_needs_flush in mm/memcontrol.c).
   */
  private static final Duration FLUSHED = Duration.ofSeconds(5);

  /**
   * Before 5.13 each of four processors keeps up to 32 pages of a counter of {@code memory.stat} to
   * itself (MEMCG_CHARGE_BATCH), for as long as nothing else is counted there.
   */
  private static final long UNCOUNTED = KernelView.isBefore(5, 13) ? 32L * 4 * 4096 : 0;

  private static final long PROGRAM_MIB = 4;
  private static final long FILLED = PROGRAM_MIB * MIB - UNCOUNTED;
  private static final Workload.Birth BIRTH =
      Workload.Birth.burstable(64 * MIB).quickerThanDocker();

  /** What the kernel charges for a program once it has filled its memory. */
  private record Charge(long home, long subtree) {
    boolean isWhole() {
      return home == 0 && subtree >= FILLED;
    }
  }

  @Test
  void chargesTheWholeMemoryOfContainersInTheSubtree() throws IOException {
    PodFile.pod("births", UID)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory("16Mi", "64Mi")
        .into(agent.pods);
    var pod = kubepods.burstable(UID);
    startAgent();
    System.out.println(whole(bear(pod, "cold", COLD)) + ", by an agent that served none before");
    var charges = new ArrayList<Charge>();
    var times = new ArrayList<Duration>();
    try (var clock = new BirthClock(kubepods, pod)) {
      for (var i = 1; i <= BIRTHS; i++) {
        charges.add(bear(pod.child("c" + i)));
        clock.protectedAfter("c" + i).ifPresent(times::add);
      }
    }

    System.out.println(summary(charges, times));
    assertThat(charges.stream().filter(charge -> !charge.isWhole()).count())
        .as("not whole in the subtree, of %s", charges)
        .isLessThanOrEqualTo(BIRTHS / 100);
    assertThat(kubepods.tree(pod)).as("home directories left").containsExactly(pod);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(kubepods.tree(NODE0)).containsExactly(NODE0));
  }

  private List<Charge> bear(CgroupPath pod, String name, int count) {
    var charges = new ArrayList<Charge>();
    for (var i = 1; i <= count; i++) {
      charges.add(bear(pod.child(name + i)));
    }
    return charges;
  }

  /** From the first process to the last, and the directory's end. */
  private Charge bear(CgroupPath home) {
    try (var audio = Workload.start(home, BIRTH, "audio", "--mib", Long.toString(PROGRAM_MIB))) {
      var charge = await().atMost(PATIENCE).until(() -> charge(home), this::isFilled);
      if (!charge.isWhole()) {
        Thread.sleep(FLUSHED);
        System.out.printf("births: %s, and later %s%n", charge, charge(home));
        charge = charge(home);
      }
      assertThat(audio.isAlive()).as(audio.output()).isTrue();
      return charge;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      kubepods.remove(home);
    }
  }

  private boolean isFilled(Charge charge) {
    return charge.home() + charge.subtree() >= FILLED;
  }

  private Charge charge(CgroupPath home) {
    return new Charge(
        charged(home).orElseThrow(),
        charged(NODE0.child("pod" + UID).child(home.name())).orElse(0L));
  }

  private Optional<Long> charged(CgroupPath path) {
    try {
      var stat = MemoryStat.parse(kubepods.read(path, "memory.stat") + "\n");
      return Optional.of(stat.anon().value() + stat.file().value());
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }

  private static String summary(List<Charge> charges, List<Duration> times) {
    return whole(charges) + "; directory appears -> protected, " + Distribution.of(times);
  }

  private static String whole(List<Charge> charges) {
    var whole = charges.stream().filter(Charge::isWhole).count();
    var left = charges.stream().mapToLong(Charge::home).max().orElseThrow();
    return "births: %d of %d whole in the subtree, at most %d KiB left behind"
        .formatted(whole, charges.size(), left >> 10);
  }
}
