package io.audionode.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.audionode.agent.pulse.Pulse;
import java.util.Set;
import java.util.stream.Stream;

/** Without this, the next loop dies of its first failure, or fails in silence, or fills the log. */
@AnalyzeClasses(packages = "io.audionode.agent", importOptions = DoNotIncludeTests.class)
class LoopArchitectureTest {
  private static final DescribedPredicate<JavaCall<?>> GUARD =
      describe(
          "target is Pulse.guard",
          call ->
              call.getTargetOwner().isEquivalentTo(Pulse.class) && call.getName().equals("guard"));

  /** What they caught they throw again, when the rest is done. */
  private static final Set<String> THROW_AGAIN = Set.of("PressureWatcher.fired", "Watcher.catchUp");

  @ArchTest
  static final ArchRule loopsTakeTheirStepsUnderGuard =
      classes().that().implement(Runnable.class).should().callMethodWhere(GUARD);

  /** Throwable is left out: every try with resources catches it. */
  @ArchTest
  static final ArchRule loopsLeaveWhatFailsToTheirPulse =
      noCodeUnits()
          .that()
          .areNotDeclaredIn(Pulse.class)
          .and()
          .areDeclaredInClassesThat(
              describe(
                  "take steps under guard",
                  loop -> loop.getMethodCallsFromSelf().stream().anyMatch(GUARD)))
          .and(describe("are none of " + THROW_AGAIN, unit -> !THROW_AGAIN.contains(name(unit))))
          .should(
              ArchCondition.from(
                  describe("catch whatever fails", LoopArchitectureTest::catchesAll)));

  private static String name(JavaCodeUnit unit) {
    return unit.getOwner().getSimpleName() + "." + unit.getName();
  }

  private static boolean catchesAll(JavaCodeUnit unit) {
    return unit.getTryCatchBlocks().stream()
        .flatMap(block -> block.getCaughtThrowables().stream())
        .anyMatch(
            caught ->
                Stream.of(RuntimeException.class, Exception.class)
                    .anyMatch(caught::isEquivalentTo));
  }
}
