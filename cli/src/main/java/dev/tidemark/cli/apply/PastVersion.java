package dev.tidemark.cli.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version that is or was deployed, without its definitions.
 *
 * @param difference from the version before it
 */
public record PastVersion(int number, Origin origin, Difference difference) {

  /** Versions in the order in which they were deployed. */
  public static List<PastVersion> of(List<Version> history) {
    List<PastVersion> past = new ArrayList<>();
    Optional<Version> before = Optional.empty();
    for (Version version : history) {
      past.add(
          new PastVersion(version.number(), version.origin(), Difference.between(before, version)));
      before = Optional.of(version);
    }
    return past;
  }

  /**
   * As {@code history --json} and the API tell it.
   *
   * @param current whether it is the one that is deployed now
   */
  public ObjectNode json(boolean current) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", number)
            .put("current", current)
            .put("time", origin.time().toString())
            .put("author", origin.author())
            .put("commit", origin.commit().orElse(null))
            .put("dirty", origin.dirty())
            .put("hash", origin.hash())
            .put("restores", origin.restores().orElse(null));
    json.putObject("objects")
        .put("added", difference.added())
        .put("changed", difference.changed())
        .put("removed", difference.removed());
    return json;
  }
}
