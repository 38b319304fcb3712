package io.audionode.cgroupfs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.audionode.cgroupfs", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule jnrStaysInSys =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.audionode.cgroupfs.sys")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jnr..", "com.kenai..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.audionode.cgroupfs.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingButTheJdkAndJnrIsUsed =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.audionode.cgroupfs..", "java..", "jnr..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule nothingLogs =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("java.util.logging..");

  @ArchTest
  static final ArchRule grammarsAndTablesDoNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..cgroupfs.format..",
              "..cgroupfs.memory..",
              "..cgroupfs.cpuset..",
              "..cgroupfs.cpu..",
              "..cgroupfs.pids..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio..")
          .orShould()
          .dependOnClassesThat()
          .haveSimpleName("Sys");
}
