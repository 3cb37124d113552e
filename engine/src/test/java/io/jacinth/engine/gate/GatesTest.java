package io.jacinth.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A gate that is left out while others stand open must be among those that are asked whether they
 * do: read from the classes as they were compiled, so that no list has to be kept.
 */
class GatesTest {
  private static ClassModel classFile(String name) throws IOException {
    try (InputStream in = Gates.class.getResourceAsStream(name + ".class")) {
      return ClassFile.of().parse(Objects.requireNonNull(in, name).readAllBytes());
    }
  }

  private static MethodModel method(ClassModel of, String name) {
    return of.methods().stream()
        .filter(method -> method.methodName().equalsString(name))
        .findFirst()
        .orElseThrow();
  }

  private static String simpleName(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  /** The gates of the package that are of a kind, or of any. */
  private static TreeSet<String> gates(boolean onlyOfSessions) throws Exception {
    Path home =
        Path.of(Gates.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(Gates.class.getPackageName().replace('.', '/'));
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(home)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type = Class.forName(Gates.class.getPackageName() + '.' + name);
        Class<?> kind = onlyOfSessions ? SessionGate.class : Gate.class;
        if (kind.isAssignableFrom(type) && !type.isInterface()) {
          names.add(name);
        }
      }
    }
    return names;
  }

  @Test
  void everyGateOfASessionIsAskedWhetherItIsOpen() throws Exception {
    TreeSet<String> asked = new TreeSet<>();
    method(classFile("Gates"), "isOpen")
        .code()
        .orElseThrow()
        .forEach(element -> {
          if (element instanceof InvokeInstruction call && call.name().equalsString("isOpen")) {
            asked.add(simpleName(call.owner().asInternalName()));
          }
        });
    assertThat(gates(true)).hasSizeGreaterThan(10).isEqualTo(asked);
  }

  @Test
  void everyGateIsMade() throws Exception {
    TreeSet<String> made = new TreeSet<>();
    method(classFile("Gates"), "<init>")
        .code()
        .orElseThrow()
        .forEach(element -> {
          if (element instanceof NewObjectInstruction object) {
            made.add(simpleName(object.className().asInternalName()));
          }
        });
    assertThat(made).containsAll(gates(false));
  }
}
