package io.jacinth.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Measures the repository's Java sources with javac's own parser: lines of files and of methods.
 */
final class SourceSizes {
  /** A file ({@code method} empty) or a method, with its path relative to the repository. */
  record Size(String path, String method, int lines) {
    String name() {
      return method.isEmpty() ? path : path + "#" + method;
    }
  }

  private SourceSizes() {}

  static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path src : modules.map(module -> module.resolve("src")).sorted().toList()) {
        if (Files.isDirectory(src)) {
          try (Stream<Path> files = Files.walk(src)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(found::add);
          }
        }
      }
    }
    return found;
  }

  static List<Size> measure(Path root, List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Size> sizes = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        Path file = Path.of(unit.getSourceFile().toUri());
        String path = root.relativize(file).toString().replace('\\', '/');
        try (Stream<String> lines = Files.lines(file)) {
          sizes.add(new Size(path, "", (int) lines.count()));
        }
        unit.accept(new MethodScanner(unit, positions, path, sizes), "");
      }
    }
    return sizes;
  }

  /**
   * Carries the name of the class it is in, so that a method is named {@code Outer.Inner.method}.
   */
  private static final class MethodScanner extends TreeScanner<Void, String> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String path;
    private final List<Size> sizes;

    MethodScanner(
        CompilationUnitTree unit, SourcePositions positions, String path, List<Size> sizes) {
      this.unit = unit;
      this.positions = positions;
      this.path = path;
      this.sizes = sizes;
    }

    @Override
    public Void visitClass(ClassTree type, String outer) {
      return super.visitClass(type, outer + type.getSimpleName() + ".");
    }

    @Override
    public Void visitMethod(MethodTree method, String outer) {
      LineMap lines = unit.getLineMap();
      long from = positions.getStartPosition(unit, method);
      long to = positions.getEndPosition(unit, method);
      if (method.getBody() != null && to >= 0) {
        int length = (int) (lines.getLineNumber(to) - lines.getLineNumber(from) + 1);
        sizes.add(new Size(path, outer + method.getName(), length));
      }
      return super.visitMethod(method, outer);
    }
  }
}
