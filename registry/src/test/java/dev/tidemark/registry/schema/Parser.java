package dev.tidemark.registry.schema;

import dev.tidemark.registry.yaml.FeatureRepository;
import dev.tidemark.registry.yaml.InvalidDefinitionsException;
import dev.tidemark.registry.yaml.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
      for (String schema : List.of("schemas/edit.avsc", "schemas/edit.proto")) {
        copy(schema);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return FeatureRepository.read(root);
  }

  private void copy(String schema) throws IOException {
    Files.createDirectories(root.resolve(schema).getParent());
    try (InputStream in = Parser.class.getResourceAsStream(schema)) {
      Files.copy(in, root.resolve(schema), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
