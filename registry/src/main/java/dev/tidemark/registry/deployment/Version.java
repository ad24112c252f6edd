package dev.tidemark.registry.deployment;

import dev.tidemark.model.row.RowSchema;
import dev.tidemark.registry.definition.Definitions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One applied version of a project: all that the registry topic holds, and all that a node needs.
 *
 * @param number 1 for the first, then counting up
 * @param partitions of every feature log of the project
 * @param schemas every schema that each feature log has had, by topic, the oldest first
 */
public record Version(
    String project,
    int number,
    Origin origin,
    int partitions,
    Definitions definitions,
    Map<String, List<RowSchema>> schemas) {
  public Version {
    schemas = Map.copyOf(schemas);
  }

  /**
   * Where it came from.
   *
   * @param hash SHA-256 of the definitions in hexadecimal
   * @param commit the Git commit, when there is one
   * @param dirty whether the working tree differed from the commit
   */
  public record Origin(
      String hash, Optional<String> commit, boolean dirty, String author, Instant time) {}
}
