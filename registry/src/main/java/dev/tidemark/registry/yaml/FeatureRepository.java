package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.message.SchemaFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
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
   * @param environment the variables that {@code tidemark.yaml} may refer to
   * @throws InvalidDefinitionsException with every mistake
   */
  public static FeatureRepository read(Path root, Map<String, String> environment) {
    Path absolute = root.toAbsolutePath().normalize();
    Problems problems = new Problems();
    YamlFiles files = new YamlFiles(absolute, problems);
    Settings settings = readSettings(files, environment, problems);
    boolean registry = settings == null || settings.schemaRegistry().isPresent();
    Catalog catalog =
        new Catalog(new FormatReader.Schemas(new SchemaFiles(absolute), registry), problems);
    List<String> found = Files.isDirectory(absolute) ? files.find() : List.of();
    for (YamlFiles.Content content : found.parallelStream().map(files::read).toList()) {
      if (!content.whole()) {
        catalog.notWhole();
      }
      content.documents().stream()
          .filter(document -> !document.file().equals(SETTINGS) || hasKind(document))
          .forEach(catalog::read);
    }
    catalog.resolve();
    problems.throwIfAny();
    return new FeatureRepository(absolute, Objects.requireNonNull(settings), catalog.build());
  }

  /** The same, with no variable set. */
  public static FeatureRepository read(Path root) {
    return read(root, Map.of());
  }

  /**
   * Reads {@code tidemark.yaml} alone.
   *
   * @param environment the variables that it may refer to
   * @throws InvalidDefinitionsException with every mistake in it
   */
  public static Settings settings(Path root, Map<String, String> environment) {
    Problems problems = new Problems();
    YamlFiles files = new YamlFiles(root.toAbsolutePath().normalize(), problems);
    Settings settings = readSettings(files, environment, problems);
    problems.throwIfAny();
    return Objects.requireNonNull(settings);
  }

  /** The same, with no variable set. */
  public static Settings settings(Path root) {
    return settings(root, Map.of());
  }

  private static @Nullable Settings readSettings(
      YamlFiles files, Map<String, String> environment, Problems problems) {
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
    Node node = documents.getFirst().node();
    new Variables(environment, SETTINGS, problems).replaceIn(node);
    Mapping mapping = new Value("settings", SETTINGS, node, problems).mapping();
    return mapping == null ? null : new SettingsReader(files.root(), mapping).read();
  }

  private static boolean hasKind(Document document) {
    return document.node() instanceof MappingNode mapping
        && mapping.getValue().stream()
            .map(NodeTuple::getKeyNode)
            .anyMatch(key -> key instanceof ScalarNode scalar && scalar.getValue().equals("kind"));
  }
}
