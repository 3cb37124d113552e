package io.jacinth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The borders hold in the real code, and each of them can be seen to fail in the planted code. */
class ArchitectureTest {
  private static final String ROOT = "io.jacinth";
  private static final String PLANTED = ROOT + ".architecture.planted";
  private static final List<String> MODULES =
      List.of("resp", "store", "cluster", "engine", "node", "server", "simulation");
  private static final List<String> FORBIDDEN_SUFFIXES =
      List.of("Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Base");

  private static final JavaClasses REAL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(MODULES.stream().map(name -> ROOT + "." + name).toArray(String[]::new));
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(PLANTED);

  @Test
  void everyModuleWasImported() {
    for (String module : MODULES) {
      assertThat(REAL.stream().map(JavaClass::getPackageName))
          .as("classes of module %s", module)
          .anyMatch(name -> (name + ".").startsWith(ROOT + "." + module + "."));
    }
  }

  @TestFactory
  Stream<DynamicTest> borders() {
    return tests(ModuleBorders.below(ROOT));
  }

  @TestFactory
  Stream<DynamicTest> determinism() {
    return tests(Determinism.below(ROOT));
  }

  private static Stream<DynamicTest> tests(Map<String, ArchRule> rules) {
    return rules.entrySet().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(REAL)));
  }

  @Test
  void everyBorderFailsOnItsPlantedViolation() {
    Map<String, ArchRule> rules = ModuleBorders.below(PLANTED);
    assertThat(report(rules, "resp")).contains("planted.resp.", "planted.store.");
    assertThat(report(rules, "store")).contains("planted.store.", "planted.engine.");
    assertThat(report(rules, "cluster")).contains("planted.cluster.slots.", "planted.engine.");
    assertThat(report(rules, "engine"))
        .contains("planted.cluster.slots.PlantedSlots")
        .doesNotContain("type <" + PLANTED + ".cluster.view.PlantedView>");
    assertThat(report(rules, "node")).contains("planted.node.", "planted.server.");
    assertThat(report(rules, "simulation")).contains("planted.server.");
    assertThat(report(rules, "server")).contains("planted.simulation.");
    assertThat(report(rules, "foreign memory"))
        .contains("planted.engine.", "java.lang.foreign.MemorySegment")
        .doesNotContain("PlantedStore");
  }

  @TestFactory
  Stream<DynamicTest> everyBanFailsOnItsPlantedViolation() {
    Map<String, ArchRule> rules = Determinism.below(PLANTED);
    String calls = report(rules, "calls");
    String types = report(rules, "types");
    Stream<DynamicTest> ofCalls =
        Stream.concat(
                Determinism.BANNED_CALLS.stream(), Stream.of("concurrent.TimeUnit.hashCode()"))
            .map(name -> DynamicTest.dynamicTest(name, () -> assertThat(calls).contains(name)));
    Stream<DynamicTest> ofTypes =
        Stream.concat(
                Determinism.BANNED_TYPES.stream(),
                Determinism.BANNED_PACKAGES.stream().map(name -> name + "."))
            .map(name -> DynamicTest.dynamicTest(name, () -> assertThat(types).contains(name)));
    return Stream.concat(ofCalls, ofTypes);
  }

  private static String report(Map<String, ArchRule> rules, String name) {
    return String.join("\n", rules.get(name).evaluate(BROKEN).getFailureReport().getDetails());
  }

  @Test
  void noTypeHasANameThatSaysNothing() {
    assertThat(REAL.stream().map(JavaClass::getSimpleName).filter(ArchitectureTest::saysNothing))
        .isEmpty();
    assertThat(saysNothing("PlantedManager")).isTrue();
  }

  private static boolean saysNothing(String name) {
    return FORBIDDEN_SUFFIXES.stream().anyMatch(name::endsWith);
  }
}
