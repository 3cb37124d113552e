package io.jacinth.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may import whom, below a root package: {@code io.jacinth}, or the planted copy of it.
 *
 * <p>Maven's dependencies already forbid most wrong arrows. What they cannot say is said here: that
 * the engine sees two packages of the cluster and no more, that only the store touches foreign
 * memory (but for calls of the system, which have a package of their own), that the inner modules
 * use the JDK alone.
 */
final class ModuleBorders {
  private static final List<String> JDK = List.of("java..", "javax..", "org.jspecify..");

  private ModuleBorders() {}

  static Map<String, ArchRule> below(String root) {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("resp", only(root, "resp", "resp.."));
    rules.put("store", only(root, "store", "store.."));
    rules.put("cluster", only(root, "cluster", "cluster.."));
    rules.put(
        "engine",
        only(root, "engine", "engine..", "resp..", "store..", "cluster.view..", "cluster.admin.."));
    rules.put("node", only(root, "node", "node..", "engine..", "cluster..", "resp..", "store.."));
    rules.put(
        "simulation",
        only(
            root,
            "simulation",
            "simulation..",
            "node..",
            "engine..",
            "cluster..",
            "resp..",
            "store.."));
    rules.put(
        "server",
        noClasses()
            .that(resideInAPackage(root + ".server.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(root + ".simulation..", root + ".benchmarks.."))
            .allowEmptyShould(true));
    rules.put(
        "foreign memory",
        noClasses()
            .that(
                resideInAPackage(root + "..")
                    .and(
                        not(
                            resideInAnyPackage(
                                root + ".store..",
                                root + ".server.system..",
                                root + ".benchmarks..",
                                root + ".planted.."))))
            .should()
            .dependOnClassesThat(resideInAPackage("java.lang.foreign.."))
            .allowEmptyShould(true));
    return rules;
  }

  private static ArchRule only(String root, String module, String... packages) {
    List<String> allowed = new ArrayList<>(JDK);
    Arrays.stream(packages).map(name -> root + "." + name).forEach(allowed::add);
    return classes()
        .that(resideInAPackage(root + "." + module + ".."))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .allowEmptyShould(true);
  }
}
