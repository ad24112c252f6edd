package dev.tidemark.registry.schema;

import dev.tidemark.registry.yaml.FeatureRepository;
import dev.tidemark.registry.yaml.InvalidDefinitionsException;
import dev.tidemark.registry.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code tidemark validate} makes of a repository. */
record Parser(Path root) {
  static final String SETTINGS = "project: wiki\n";

  List<String> problems(String settings, String definitions) {
    try {
      read(settings, definitions);
      return List.of();
    } catch (InvalidDefinitionsException e) {
      return e.problems().stream().map(Problem::message).toList();
    }
  }

  FeatureRepository read(String settings, String definitions) {
    try {
      Files.writeString(root.resolve("tidemark.yaml"), settings);
      Files.writeString(root.resolve("definitions.yaml"), definitions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return FeatureRepository.read(root);
  }
}
