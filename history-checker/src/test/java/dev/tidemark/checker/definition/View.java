package dev.tidemark.checker.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A feature view.
 *
 * @param where null for none
 * @param ttl zero for none
 */
public record View(String name, Log log, Condition where, Duration ttl, List<Feature> features) {
  public View {
    features = List.copyOf(features);
  }

  /** What decides which events enter the view. */
  public Conditions conditions() {
    return Conditions.of(where);
  }

  /** What decides which events of the view a feature counts, the view's own condition included. */
  public Conditions conditions(Feature feature) {
    return switch (feature) {
      case Feature.Latest latest -> conditions();
      case Feature.Window window -> conditions().and(Conditions.of(window.where()));
    };
  }

  View with(List<Feature> others) {
    return new View(name, log, where, ttl, others);
  }

  View plus(Feature feature) {
    List<Feature> all = new ArrayList<>(features);
    all.add(feature);
    return with(all);
  }

  String yaml() {
    return """
    ---
    kind: FeatureView
    name: %s
    entity: %s
    source: %s
    %s%sfeatures:
    %s
    """
        .formatted(
            name,
            log.entity().text(),
            log.source(),
            where == null ? "" : "where: \"" + where.cel() + "\"\n",
            ttl.isZero() ? "" : "ttl: " + Feature.text(ttl) + "\n",
            features.stream().map(f -> "  - " + f.yaml()).collect(Collectors.joining("\n")));
  }
}
