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
   * @param author who deployed it
   * @param time when it was proposed
   * @param restores the number of the earlier version whose definitions, commit and dirty flag
   *     these are, when it was gone back to
   */
  public record Origin(
      String hash,
      Optional<String> commit,
      boolean dirty,
      String author,
      Instant time,
      Optional<Integer> restores) {
    private static final int SHORT = 7;

    /** The origin of a version that restores no other. */
    public Origin(
        String hash, Optional<String> commit, boolean dirty, String author, Instant time) {
      this(hash, commit, dirty, author, time, Optional.empty());
    }

    /** For people: the commit, or what there is in its place. */
    public String described() {
      return commit
          .map(id -> "commit " + abbreviated(id) + (dirty ? " with changes" : ""))
          .orElse("definitions " + abbreviated(hash) + ", not from Git");
    }

    /** The first characters of a commit's id or a hash. */
    public static String abbreviated(String id) {
      return id.substring(0, Math.min(SHORT, id.length()));
    }
  }
}
