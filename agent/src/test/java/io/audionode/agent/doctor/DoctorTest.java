package io.audionode.agent.doctor;

import static io.audionode.agent.doctor.Fit.ALL;
import static io.audionode.agent.doctor.Fit.ALL_CAPABILITIES;
import static io.audionode.agent.doctor.Fit.FILES;
import static io.audionode.agent.doctor.Fit.HIERARCHY;
import static io.audionode.agent.doctor.Fit.MOUNT;
import static io.audionode.agent.doctor.Fit.NODE;
import static io.audionode.agent.doctor.Fit.NOTHING_ASKED;
import static io.audionode.agent.doctor.Fit.RIGHTS;
import static io.audionode.agent.doctor.Verdict.OK;
import static io.audionode.agent.doctor.Verdict.UNFIT;
import static io.audionode.agent.doctor.Verdict.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.doctor.Evidence.Hierarchy;
import io.audionode.agent.doctor.Evidence.Node;
import io.audionode.agent.doctor.Evidence.Psi;
import io.audionode.agent.doctor.Evidence.Rights;
import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.tree.CgroupSetup;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DoctorTest {
  private static final String BOOT_V2 = "boot with systemd.unified_cgroup_hierarchy=1";

  @Test
  void findsNothingWrongWithNodeThatHasEverything() {
    assertThat(Doctor.examine(Fit.node(), NOTHING_ASKED))
        .allSatisfy(check -> assertThat(check.verdict()).isEqualTo(OK))
        .extracting(Check::name)
        .containsExactly(
            "privileges",
            "processes",
            "state directory",
            "kernel log",
            "cgroup v2",
            "controllers",
            "kubepods",
            "kernel",
            "pressure (PSI)",
            "NUMA",
            "swap",
            "swappiness",
            "memory",
            "cpu clock",
            "deep C-states",
            "huge pages",
            "NUMA balancing");
  }

  @Test
  void warnsWhereWhomTheKernelKilledCanOnlyBeInferred() {
    var rights = new Rights(0, ALL_CAPABILITIES, true, true, "open kmsg: EPERM", Fit.state(true));
    assertThat(Doctor.examine(Fit.with(rights), NOTHING_ASKED))
        .filteredOn(check -> check.name().equals("kernel log"))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.verdict()).isEqualTo(WARNING);
              assertThat(check.finding()).contains("EPERM", "inferred");
              assertThat(check.remedy()).contains("CAP_SYSLOG");
            });
  }

  static Stream<Arguments> hierarchies() {
    return Stream.of(
        arguments(
            Fit.with(new CgroupSetup.Hybrid(MOUNT.resolve("unified"), Set.of("memory", "cpu"))),
            UNFIT,
            "hybrid: /sys/fs/cgroup/unified is cgroup v2, but cgroup v1 has cpu, memory",
            BOOT_V2),
        arguments(Fit.with(new CgroupSetup.Legacy()), UNFIT, "only cgroup v1 is mounted", BOOT_V2),
        arguments(Fit.with(new CgroupSetup.Absent()), UNFIT, "no cgroups are mounted", "mount"),
        arguments(Fit.with((CgroupSetup) null), UNFIT, "not known", "mount /proc"),
        arguments(
            Fit.with((Hierarchy) null),
            UNFIT,
            "/sys/fs/cgroup cannot be read as cgroup v2",
            "mount cgroup2 on /sys/fs/cgroup"),
        arguments(
            Fit.with(new Hierarchy(MOUNT, false, ALL, ALL, FILES, null, false, List.of())),
            UNFIT,
            "/sys/fs/cgroup is read-only",
            "privileged: true"),
        arguments(Fit.node(), OK, "/sys/fs/cgroup with memory_recursiveprot, nsdelegate", ""));
  }

  @ParameterizedTest
  @MethodSource("hierarchies")
  void wantsCgroupV2WithWriteAccess(
      Evidence evidence, Verdict verdict, String finding, String remedy) {
    assertCheck(check("cgroup v2", evidence), verdict, finding, remedy);
  }

  @Test
  void warnsOfControlFilesThatASecurityModuleDenies() {
    var denied = List.of("open memory.min in audio: EACCES (permission denied)", "open x: EACCES");
    var hierarchy = new Hierarchy(MOUNT, true, ALL, ALL, FILES, null, false, denied);
    assertCheck(
        check("control files", Fit.with(hierarchy)),
        WARNING,
        "2 control files cannot be written, such as: open memory.min in audio: EACCES",
        "appArmorProfile");
  }

  @Test
  void saysNothingOfWhatAnAbsentHierarchyWouldHold() {
    assertThat(Doctor.examine(Fit.with(new CgroupSetup.Legacy()), NOTHING_ASKED))
        .extracting(Check::name)
        .doesNotContain("controllers", "kubepods");
  }

  @ParameterizedTest
  @CsvSource({
    "cpuset cpu memory pids, OK, 'cpuset'",
    "cpu pids, UNFIT, missing memory: no memory can be protected; missing cpuset",
    "cpuset cpu pids, UNFIT, no memory can be protected",
    "cpu memory pids, WARNING, pods are not pinned to NUMA nodes",
    "cpuset memory pids, WARNING, real-time threads get no larger share",
    "cpuset cpu memory, WARNING, loses its limit of processes",
  })
  void namesWhatGoesWithoutEachController(String present, Verdict verdict, String finding) {
    var hierarchy = Fit.hierarchy(Set.of(present.split(" ")), FILES);
    var remedy = verdict == OK ? "" : verdict == UNFIT ? "cgroup_disable=memory" : "CONFIG_C";
    assertCheck(check("controllers", Fit.with(hierarchy)), verdict, finding, remedy);
  }

  @Test
  void suspectsCgroupV1WhenAllControllersAreMissing() {
    var hierarchy = Fit.hierarchy(Set.of(), FILES);
    assertCheck(check("controllers", Fit.with(hierarchy)), UNFIT, "missing pids", BOOT_V2);
  }

  @Test
  void takesControllersThatAreNotHandedOutYet() {
    var hierarchy =
        new Hierarchy(MOUNT, true, ALL, Set.of("cpu", "pids"), null, null, false, List.of());
    assertCheck(
        check("controllers", Fit.with(hierarchy)),
        OK,
        "memory, cpuset, cpu, pids; audionode will make the root hand out memory, cpuset",
        "");
  }

  @Test
  void missesKubepods() {
    var hierarchy = new Hierarchy(MOUNT, true, ALL, ALL, FILES, null, false, List.of());
    assertCheck(
        check("kubepods", Fit.with(hierarchy)), WARNING, "no kubepods cgroup", "start kubelet");
    assertCheck(check("kubepods", Fit.node()), OK, "kubepods.slice, 12 pods", "");
  }

  static Stream<Arguments> rights() {
    return Stream.of(
        arguments(Fit.rights(1000, 0L), UNFIT, "runs as uid 1000", "use sudo"),
        arguments(Fit.rights(0, null), WARNING, "not known", "reading the node"),
        arguments(without(24), WARNING, "CAP_SYS_RESOURCE (to lower oom_score_adj", "privileged"),
        arguments(without(23), WARNING, "CAP_SYS_NICE (to move processes", "privileged"),
        arguments(without(21), WARNING, "CAP_SYS_ADMIN (to leave", "privileged"),
        arguments(without(19), WARNING, "CAP_SYS_PTRACE (to see", "privileged"),
        arguments(without(1), WARNING, "CAP_DAC_OVERRIDE (to make", "privileged"),
        arguments(Fit.rights(0, ALL_CAPABILITIES), OK, "root with every capability", ""));
  }

  private static Rights without(int capability) {
    return Fit.rights(0, ALL_CAPABILITIES & ~(1L << capability));
  }

  @ParameterizedTest
  @MethodSource("rights")
  void saysWhatEachMissingPrivilegeIsFor(
      Rights rights, Verdict verdict, String finding, String remedy) {
    assertCheck(check("privileges", Fit.with(rights)), verdict, finding, remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, OK, all of this machine",
    "false, true, UNFIT, does not see",
    "false, false, OK, those of a pid namespace",
    ", false, WARNING, not known",
  })
  void wantsToSeeEveryProcessOfTheCgroups(
      @Nullable Boolean initial, boolean strangers, Verdict verdict, String finding) {
    var rights = new Rights(0, ALL_CAPABILITIES, initial, true, null, Fit.state(true));
    var hierarchy = new Hierarchy(MOUNT, true, ALL, ALL, FILES, null, strangers, List.of());
    var remedy = verdict == OK ? "" : verdict == UNFIT ? "hostPID: true" : "reading the node";
    assertCheck(
        check("processes", Fit.evidence(hierarchy, rights, NODE)), verdict, finding, remedy);
  }

  @Test
  void wantsToWriteTheJournal() {
    var rights = new Rights(0, ALL_CAPABILITIES, true, true, null, Fit.state(false));
    assertCheck(
        check("state directory", Fit.with(rights)),
        UNFIT,
        "/var/lib/audionode cannot be written",
        "--state");
    assertCheck(check("state directory", Fit.node()), OK, "/var/lib/audionode", "");
  }

  static Stream<Arguments> kernels() {
    return Stream.of(
        arguments("6.1.0-40-amd64", HIERARCHY, OK, "6.1.0-40-amd64", ""),
        arguments("5.10.0", Fit.without("memory.reclaim"), OK, "without memory.reclaim", ""),
        arguments("5.9.16", HIERARCHY, WARNING, "older than 5.10", "use 5.10 or newer"),
        arguments("next", HIERARCHY, WARNING, "next is older", "use 5.10 or newer"),
        arguments("6.1.0", Fit.without("memory.min"), UNFIT, "no memory.min", "use 5.10"),
        arguments("6.1.0", Fit.without("memory.numa_stat"), WARNING, "numa_stat", "CONFIG_NUMA"),
        arguments("6.1.0", Fit.hierarchy(ALL, null), OK, "6.1.0", ""));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void wantsKernelThatIsTested(
      String release, Hierarchy hierarchy, Verdict verdict, String finding, String remedy) {
    var evidence = Fit.evidence(hierarchy, RIGHTS, Fit.node(release, Psi.READABLE, 0));
    assertCheck(check("kernel", evidence), verdict, finding, remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "READABLE, OK, on, ''",
    "REFUSED, WARNING, off, boot with psi=1",
    "ABSENT, WARNING, off, boot with psi=1",
    ", WARNING, not known, reading the node",
  })
  void wantsPressure(@Nullable Psi psi, Verdict verdict, String finding, String remedy) {
    var evidence = Fit.with(Fit.node("6.1.0", psi, 0));
    assertCheck(check("pressure (PSI)", evidence), verdict, finding, remedy);
  }

  @Test
  void wantsPressureOfCgroupsToo() {
    assertCheck(
        check("pressure (PSI)", Fit.with(Fit.without("memory.pressure"))),
        WARNING,
        "off for cgroups",
        "cgroup_disable=pressure");
  }

  static Stream<Arguments> topologies() {
    return Stream.of(
        arguments(Fit.TWO_NODES, OK, "nodes 0, 1", ""),
        arguments(Fit.numa(Fit.numaNode(0, "0-3", 4096)), OK, "one node", ""),
        arguments(
            Fit.numa(Fit.numaNode(0, "0-3", 4096), Fit.numaNode(2, "", 4096)),
            OK,
            "nodes 0, 2; no audio pod runs on 2, without cpus",
            ""),
        arguments(
            Fit.numa(Fit.numaNode(0, "0-1", 4096), Fit.numaNode(1, "2-3", 0)),
            WARNING,
            "nodes 1 have cpus and no memory",
            "give these nodes memory"),
        arguments(
            Fit.numa(Fit.numaNode(0, "0-3", 0), Fit.numaNode(1, "", 4096)),
            UNFIT,
            "no node has both",
            "memory of their own"),
        arguments(null, WARNING, "not known", "reading the node"));
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void namesNumaNodesThatPodsCannotUse(
      @Nullable NumaTopology numa, Verdict verdict, String finding, String remedy) {
    assertCheck(check("NUMA", Fit.with(Fit.node(numa))), verdict, finding, remedy);
  }

  @Test
  void wantsSwapToBeKeptFromPods() {
    var withSwap = Fit.node("6.1.0", Psi.READABLE, 1024);
    var withoutSwap = Fit.node("6.1.0", Psi.READABLE, 0);
    var unlimited = Fit.without("memory.swap.max");
    assertCheck(check("swap", Fit.with(withoutSwap)), OK, "memory.swap.max has nothing to do", "");
    assertCheck(check("swap", Fit.with(withSwap)), OK, "1024Mi, which memory.swap.max", "");
    assertCheck(
        check("swap", Fit.evidence(unlimited, RIGHTS, withSwap)),
        WARNING,
        "no memory.swap.max",
        "swapaccount=1");
    assertCheck(check("swap", Fit.evidence(unlimited, RIGHTS, withoutSwap)), OK, "none", "");
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, OK, '60; while audionode runs it is 1', ''",
    "60, false, OK, '60, as configured', ''",
    "keep, false, OK, '60, left alone as configured', ''",
    "1, false, WARNING, /proc/sys is read-only, set vm.swappiness=1 on the host",
  })
  void wantsToSetSwappiness(
      String configured, boolean writable, Verdict verdict, String finding, String remedy)
      throws ConfigurationException {
    var rights = new Rights(0, ALL_CAPABILITIES, true, writable, null, Fit.state(true));
    var wanted = new Wanted(configuration("swappiness: " + configured), List.of(), null);
    var check = named("swappiness", Doctor.examine(Fit.with(rights), wanted));
    assertCheck(check, verdict, finding, remedy);
  }

  @Test
  void refusesWrongConfigurationAndStillExaminesTheNode() {
    var wanted = new Wanted(Configuration.defaults(), List.of("c.yaml:1: no such key"), null);
    var checks = Doctor.examine(Fit.node(), wanted);
    assertCheck(named("configuration", checks), UNFIT, "c.yaml:1: no such key", "correct it");
    assertThat(checks).hasSizeGreaterThan(10);
  }

  @Test
  void saysWhyThingsAreNotKnown() {
    var nothing = new Node(null, null, null, null, null);
    var evidence =
        new Evidence(
            null, null, RIGHTS, nothing, Tuning.NOTHING, List.of("memory: read meminfo: EACCES"));
    var checks = Doctor.examine(evidence, NOTHING_ASKED);
    assertCheck(named("reading the node", checks), WARNING, "read meminfo: EACCES", "as root");
    assertThat(checks)
        .filteredOn(check -> check.finding().equals("not known"))
        .extracting(Check::name)
        .containsExactly(
            "cgroup v2", "kernel", "pressure (PSI)", "NUMA", "swap", "swappiness", "memory");
  }

  private static Configuration configuration(String yaml) throws ConfigurationException {
    return ConfigurationReader.read(yaml, "config.yaml");
  }

  private static Check check(String name, Evidence evidence) {
    return named(name, Doctor.examine(evidence, NOTHING_ASKED));
  }

  private static Check named(String name, List<Check> checks) {
    return checks.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  private static void assertCheck(Check check, Verdict verdict, String finding, String remedy) {
    assertThat(check.verdict()).as(check.toString()).isEqualTo(verdict);
    assertThat(check.finding()).contains(finding);
    assertThat(check.remedy()).contains(remedy);
  }
}
