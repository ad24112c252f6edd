package dev.tidemark.registry.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The features that one model asks for, by name.
 *
 * @param log which lookups are logged; empty for none
 */
public record FeatureService(String name, List<Part> features, Optional<Log> log, Meta meta) {
  public FeatureService {
    features = List.copyOf(features);
  }

  /** One that is not logged. */
  public FeatureService(String name, List<Part> features, Meta meta) {
    this(name, features, Optional.empty(), meta);
  }

  /**
   * What becomes of the answers to lookups.
   *
   * @param sample the share of the lookups that is logged, from 0 to 1
   */
  public record Log(double sample) {}

  /**
   * Features of one view. Where an on-demand view has no {@code keys} here, each of its inputs is
   * joined by the part that names the input without {@code as}, else by its entity's own keys.
   *
   * @param features their names; empty means all of the view
   * @param as the name under which the view appears; empty is its own
   * @param keys from the entity's key names to the request's columns, where they differ; for an
   *     on-demand view those of all its inputs
   */
  public record Part(
      String view, List<String> features, Optional<String> as, Map<String, String> keys) {
    public Part {
      features = List.copyOf(features);
      keys = Map.copyOf(keys);
    }
  }
}
