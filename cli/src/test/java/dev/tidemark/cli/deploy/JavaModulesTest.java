package dev.tidemark.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The image's Java runtime has every module that a class on the class path names. What jdeps says
 * of a class path leaves out what is found as a service, and it cannot read some of our jars.
 */
class JavaModulesTest {
  private static final Pattern LIST = Pattern.compile("(?s)\\nmodules=\\(\\n(.*?)\\n\\)");

  /** Named by classes that no node loads: a part of the build of Hadoop's documentation. */
  private static final Set<String> UNUSED = Set.of("jdk.javadoc");

  private static final Map<String, String> MODULE_OF_PACKAGE = new HashMap<>();

  static {
    for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
      for (ModuleDescriptor.Exports exports : module.descriptor().exports()) {
        if (!exports.isQualified()) {
          MODULE_OF_PACKAGE.put(exports.source(), module.descriptor().name());
        }
      }
    }
  }

  private static Set<String> modules() {
    return modules(true);
  }

  /** The modules that are linked, with or without those that have a comment. */
  private static Set<String> modules(boolean withComment) {
    Matcher list = LIST.matcher(DeployFiles.text(DeployFiles.FOLDER.resolve("link-runtime")));
    assertThat(list.find()).isTrue();
    return list.group(1)
        .lines()
        .map(line -> line.contains("#") && !withComment ? "" : line.replaceAll("#.*", ""))
        .flatMap(line -> Arrays.stream(line.strip().split("\\s+")))
        .filter(module -> !module.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** With what they require in turn, as jlink does it. */
  private static Set<String> resolved(Set<String> modules) {
    Set<String> resolved = new TreeSet<>(Set.of("java.base"));
    for (String name : modules) {
      ModuleReference module = ModuleFinder.ofSystem().find(name).orElseThrow();
      if (resolved.add(name)) {
        resolved.addAll(
            resolved(
                module.descriptor().requires().stream()
                    .map(ModuleDescriptor.Requires::name)
                    .collect(Collectors.toSet())));
      }
    }
    return resolved;
  }

  @Test
  void the_runtime_has_every_module_that_a_class_names_and_no_other() throws IOException {
    List<Path> classPath =
        Stream.concat(
                Stream.of("target/classes"),
                Arrays.stream(
                    Files.readString(Path.of("target/class-path.txt")).strip().split(":")))
            .map(Path::of)
            .toList();
    assertThat(classPath).hasSizeGreaterThan(100);
    Map<String, Path> namedBy = new ConcurrentHashMap<>();
    classPath.parallelStream()
        .forEach(part -> named(part).forEach(module -> namedBy.put(module, part)));

    Map<String, Path> missing = new TreeMap<>(namedBy);
    missing.keySet().removeAll(resolved(modules()));
    missing.keySet().removeAll(UNUSED);
    assertThat(missing).isEmpty();
    // Those with a comment are not there for classes that name them
    assertThat(namedBy).containsKeys(modules(false).toArray(String[]::new));
  }

  /** The modules that a jar or a folder of classes names. */
  private static Set<String> named(Path classes) {
    Set<String> modules = new TreeSet<>();
    try {
      if (Files.isDirectory(classes)) {
        collect(classes, modules);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(classes)) {
          collect(jar.getPath("/"), modules);
        }
      }
      return modules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(Path root, Set<String> modules) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(JavaModulesTest::isClass).toList()) {
        for (PoolEntry constant : ClassFile.of().parse(Files.readAllBytes(file)).constantPool()) {
          if (constant instanceof ClassEntry type) {
            String name = type.asInternalName().replaceFirst("^\\[+L?", "");
            String inPackage = name.substring(0, Math.max(0, name.lastIndexOf('/')));
            String module = MODULE_OF_PACKAGE.get(inPackage.replace('/', '.'));
            if (module != null) {
              modules.add(module);
            }
          }
        }
      }
    }
  }

  private static boolean isClass(Path file) {
    String name = file.toString();
    return name.endsWith(".class") && !name.endsWith("module-info.class");
  }
}
