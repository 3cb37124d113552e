package io.jacinth.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What would make a second run of the same seed differ from the first, and is therefore banned from
 * the modules that are simulated: cluster, engine and node.
 *
 * <p>Time is an argument, randomness a constructor parameter, threads, sockets and files belong to
 * whoever drives the node. Of hash order only the part that is visible in bytecode is caught: the
 * immutable collections of the JDK, whose order is salted per JVM, and identity hash codes.
 */
final class Determinism {
  /** Owner and method name; with any parameters unless they are given. */
  static final List<String> BANNED_CALLS =
      List.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.identityHashCode",
          "java.lang.Object.hashCode",
          "java.lang.Math.random",
          "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
          "java.lang.String.formatted",
          "java.lang.String.toLowerCase()",
          "java.lang.String.toUpperCase()",
          "java.util.UUID.randomUUID",
          "java.util.Random.<init>()",
          "java.util.random.RandomGenerator.getDefault",
          "java.util.Locale.getDefault",
          "java.util.TimeZone.getDefault",
          "java.util.Collections.shuffle(java.util.List)",
          "java.util.Set.of",
          "java.util.Set.copyOf",
          "java.util.Map.of",
          "java.util.Map.ofEntries",
          "java.util.Map.copyOf",
          "java.util.stream.Collectors.toUnmodifiableSet",
          "java.util.stream.Collectors.toUnmodifiableMap",
          "java.nio.charset.Charset.defaultCharset",
          "java.time.ZoneId.systemDefault",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalTime.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now");

  static final List<String> BANNED_TYPES =
      List.of(
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.ProcessBuilder",
          "java.security.SecureRandom",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap",
          "java.util.Timer",
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile");

  static final List<String> BANNED_PACKAGES =
      List.of("java.net", "java.nio.channels", "java.nio.file", "java.util.concurrent");

  /** A unit of time is a constant; an executor that is handed in may be a simulated one. */
  private static final Set<String> ALLOWED_TYPES =
      Set.of("java.util.concurrent.TimeUnit", "java.util.concurrent.Executor");

  private Determinism() {}

  static Map<String, ArchRule> below(String root) {
    DescribedPredicate<JavaClass> simulated =
        resideInAnyPackage(root + ".cluster..", root + ".engine..", root + ".node..");
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put(
        "calls", classes().that(simulated).should(notCallWhatIsBanned()).allowEmptyShould(true));
    rules.put(
        "types",
        noClasses()
            .that(simulated)
            .should()
            .dependOnClassesThat(describe("are banned for determinism", Determinism::isBannedType))
            .allowEmptyShould(true));
    return rules;
  }

  private static boolean isBannedType(JavaClass type) {
    String name = type.getBaseComponentType().getName();
    if (ALLOWED_TYPES.contains(name)) {
      return false;
    }
    return BANNED_TYPES.contains(name)
        || BANNED_PACKAGES.stream().anyMatch(banned -> name.startsWith(banned + "."));
  }

  private static ArchCondition<JavaClass> notCallWhatIsBanned() {
    return new ArchCondition<>("not call what differs from run to run") {
      @Override
      public void check(JavaClass caller, ConditionEvents events) {
        caller.getCodeUnits().forEach(unit -> checkUnit(caller, unit, events));
      }
    };
  }

  private static void checkUnit(JavaClass caller, JavaCodeUnit unit, ConditionEvents events) {
    unit.getAccessesFromSelf().stream()
        .filter(Determinism::isBannedCall)
        .forEach(access -> events.add(SimpleConditionEvent.violated(caller, access.toString())));
  }

  private static boolean isBannedCall(JavaAccess<?> access) {
    // Fields have no parameter list; "a.b.C.m(" matches a banned "a.b.C.m" whatever it takes.
    String full = access.getTarget().getFullName();
    int open = full.indexOf('(');
    if (open < 0) {
      return false;
    }
    if (full.endsWith(".hashCode()") && access.getTargetOwner().isAssignableTo(Enum.class)) {
      return true;
    }
    return BANNED_CALLS.contains(full) || BANNED_CALLS.contains(full.substring(0, open));
  }
}
