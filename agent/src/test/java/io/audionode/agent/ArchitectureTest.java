package io.audionode.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/** The agent's borders: without them deciding and writing would grow together again. */
@AnalyzeClasses(packages = "io.audionode.agent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.audionode.agent";
  private static final String[] PURE = {
    ROOT + ".model",
    ROOT + ".model.pressure",
    ROOT + ".model.incident",
    ROOT + ".model.memory",
    ROOT + ".report.memory",
    ROOT + ".desired",
    ROOT + ".plan",
    ROOT + ".restore"
  };
  private static final Set<String> CLOCK_READS = Set.of("now", "nanoTime", "currentTimeMillis");
  private static final Set<String> KERNEL_WRITES =
      Set.of(
          "write",
          "writeText",
          "writeAt",
          "create",
          "remove",
          "makeThreaded",
          "enable",
          "disable",
          "attachProcess",
          "attachThread",
          "movePages",
          "mkdirAt",
          "rmdirAt",
          "kill",
          "writeOomScoreAdj",
          "writeSwappiness");
  private static final Set<String> FILE_WRITES =
      Set.of(
          "write",
          "writeString",
          "createDirectory",
          "createDirectories",
          "createFile",
          "copy",
          "move",
          "delete",
          "deleteIfExists",
          "newOutputStream",
          "newBufferedWriter",
          "setPosixFilePermissions");

  @ArchTest
  static final ArchRule decisionsDoNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + ".model..", ROOT + ".desired", ROOT + ".plan")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Cgroup.class, CgroupFs.class, ProcFs.class, Sys.class);

  @ArchTest
  static final ArchRule decisionsReadNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, InstantSource.class)
          .orShould()
          .callMethodWhere(target(CLOCK_READS, "java.time..", "java.lang"));

  /** Waits and ages would be an hour off when somebody sets the clock. */
  @ArchTest
  static final ArchRule podsAreFollowedByAClockThatDoesNotJump =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".observe.pods.api")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, InstantSource.class, Instant.class)
          .orShould()
          .callMethodWhere(target(Set.of("currentTimeMillis"), "java.lang"));

  @ArchTest
  static final ArchRule whatPressureMeansIsDecidedWithoutInputOrOutputOrClock =
      noClasses()
          .that()
          .haveNameMatching(
              ".*\\.observe\\.(pressure\\.(Wanted|Judge)|incidents\\.(Recording|Findings|Causes|Victims))(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              Cgroup.class,
              CgroupFs.class,
              ProcFs.class,
              Sys.class,
              Clock.class,
              InstantSource.class)
          .orShould()
          .callMethodWhere(target(CLOCK_READS, "java.time..", "java.lang"));

  @ArchTest
  static final ArchRule decisionsKnowNothingOfWhatComesAfterThem =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + ".model..", ROOT + ".config", ROOT + ".desired")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + ".plan..",
              ROOT + ".apply..",
              ROOT + ".journal..",
              ROOT + ".observe..",
              ROOT + ".report..");

  @ArchTest
  static final ArchRule onlyApplyWritesToTheKernel =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".apply")
          .should()
          .callMethodWhere(target(KERNEL_WRITES, "io.audionode.cgroupfs.."));

  @ArchTest
  static final ArchRule onlyTheJournalWritesFiles =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".journal")
          .should()
          .callMethodWhere(target(FILE_WRITES, "java.nio.file", "java.nio.channels"))
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.io\\.(File|FileOutputStream|FileWriter|RandomAccessFile)");

  @ArchTest
  static final ArchRule nothingStartsAProcess =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class, Process.class)
          .orShould()
          .callMethod(Runtime.class, "exec", String[].class);

  @ArchTest
  static final ArchRule fabric8StaysWhereTheClusterIsReadToldOrAsked =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + ".observe.pods.api",
              ROOT + ".report.events.cluster",
              ROOT + ".access",
              ROOT + ".cluster")
          .and()
          .doNotBelongToAnyOf(ClusterAccess.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8..")
          .because(
              "pods are read in one place, events sent in one, tokens reviewed in one, and"
                  + " ClusterAccess opens the client for them; the rest works without a cluster");

  /** A class for all that a Pod can have, with two builders each, costs every node ten MiB. */
  @ArchTest
  static final ArchRule podsAreReadFieldByField =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("io\\.fabric8\\.kubernetes\\.api\\.model\\.(Pod|Container|Quantity).*");

  /** RbacTest has these send their requests; whoever else should ask belongs in there too. */
  @ArchTest
  static final ArchRule onlyThoseThatAreCheckedAgainstTheRoleAskTheApiServer =
      noClasses()
          .that()
          .haveNameNotMatching(
              ".*\\.(ApiServer|EventObjects|NodeObject|ClusterReviews|ClusterAccess)")
          .should()
          .callMethodWhere(
              describe(
                  "the owner is a client of the API server",
                  (JavaCall<?> call) ->
                      call.getTargetOwner().isAssignableTo(KubernetesClient.class)));

  @ArchTest
  static final ArchRule watchingMemoryDecidesNothingAndKnowsNobodyWhoIsTold =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + ".observe.pressure", ROOT + ".observe.incidents", ROOT + ".observe.memory")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + ".plan..", ROOT + ".apply..", ROOT + ".journal..", ROOT + ".report..");

  @ArchTest
  static final ArchRule vertxStaysInHttpAndMain = library("io.vertx..", ROOT + ".http", ROOT);

  @ArchTest
  static final ArchRule micrometerStaysInMetricsAndHttp =
      library("io.micrometer..", ROOT + ".report.metrics", ROOT + ".http");

  @ArchTest
  static final ArchRule picocliStaysAtTheCommandLine = library("picocli..", ROOT + ".cli", ROOT);

  @ArchTest
  static final ArchRule logbackStaysWhereLoggingIsSetUp =
      library("ch.qos.logback..", ROOT + ".log");

  @ArchTest
  static final ArchRule jnrStaysInTheKernelLibrary =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("jnr..", "com.kenai..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule classesAreNamedByWhatTheyAre =
      noClasses().should().haveNameMatching(".*(Impl|Manager|Util|Utils|Helper|Abstract)[^a-z]?.*");

  @ArchTest
  static final ArchRule valuesAreAskedByName =
      noMethods()
          .should()
          .haveNameMatching("get(?!Message$|Version$)[A-Z].*")
          .because("only what overrides a library's method has a bean's name");

  private static ArchRule library(String packages, String... homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(packages);
  }

  private static DescribedPredicate<JavaCall<?>> target(Set<String> names, String... packages) {
    var owners = resideInAnyPackage(packages);
    return describe(
        "target is one of " + names,
        call -> {
          AccessTarget target = call.getTarget();
          return names.contains(target.getName()) && owners.test(target.getOwner());
        });
  }
}
