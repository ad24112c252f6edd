package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A folder of definitions, read and checked.
 *
 * @param root absolute
 * @param definitions in the order of file paths, then of documents
 */
public record FeatureRepository(Path root, Settings settings, Definitions definitions) {
  private static final String SETTINGS = "tidemark.yaml";

  /**
   * Reads {@code tidemark.yaml} and every YAML file below the root, except in folders that are
   * named {@code data} or {@code target} or begin with a dot.
   *
   * @throws InvalidDefinitionsException with every mistake
   */
  public static FeatureRepository read(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    Problems problems = new Problems();
    YamlFiles files = new YamlFiles(absolute, problems);
    Catalog catalog = new Catalog(problems);
    Settings settings = readSettings(files, problems);
    for (String file : Files.isDirectory(absolute) ? files.find() : List.<String>of()) {
      YamlFiles.Content content = files.read(file);
      if (!content.whole()) {
        catalog.notWhole();
      }
      content.documents().stream()
          .filter(document -> !file.equals(SETTINGS) || hasKind(document))
          .forEach(catalog::read);
    }
    catalog.resolve();
    problems.throwIfAny();
    return new FeatureRepository(absolute, Objects.requireNonNull(settings), catalog.build());
  }

  /**
   * Reads {@code tidemark.yaml} alone.
   *
   * @throws InvalidDefinitionsException with every mistake in it
   */
  public static Settings settings(Path root) {
    Problems problems = new Problems();
    Settings settings =
        readSettings(new YamlFiles(root.toAbsolutePath().normalize(), problems), problems);
    problems.throwIfAny();
    return Objects.requireNonNull(settings);
  }

  private static @Nullable Settings readSettings(YamlFiles files, Problems problems) {
    Place start = Place.start(SETTINGS);
    if (!Files.isRegularFile(files.root().resolve(SETTINGS))) {
      problems.add(
          start,
          "there is no %s in %s: create one with the line \"project: NAME\", or name another"
              + " folder with -C DIR",
          SETTINGS,
          files.root());
      return null;
    }
    YamlFiles.Content content = files.read(SETTINGS);
    List<Document> documents =
        content.documents().stream().filter(document -> !hasKind(document)).toList();
    for (Document more : documents.stream().skip(1).toList()) {
      problems.add(
          Place.of(SETTINGS, more.node()), "second settings document: expected one in the file");
    }
    if (documents.isEmpty()) {
      if (content.whole()) {
        problems.add(start, "missing key project in settings");
      }
      return null;
    }
    Mapping mapping =
        new Value("settings", SETTINGS, documents.getFirst().node(), problems).mapping();
    return mapping == null ? null : new SettingsReader(files.root(), mapping).read();
  }

  private static boolean hasKind(Document document) {
    return document.node() instanceof MappingNode mapping
        && mapping.getValue().stream()
            .map(NodeTuple::getKeyNode)
            .anyMatch(key -> key instanceof ScalarNode scalar && scalar.getValue().equals("kind"));
  }
}
