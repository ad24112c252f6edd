package dev.tidemark.registry.plan;

import java.util.List;

/**
 * One object or feature that an apply would add, remove or change. The features of a view follow
 * the view; a view of which only features change has no fields of its own.
 *
 * @param kind for people: {@code feature view}, {@code feature}
 * @param name of the object, or {@code view:feature}
 * @param fields that differ, in the order of the definition
 */
public record Change(Action action, String kind, String name, List<Field> fields) {
  /** The kind of features, which are parts of a view. */
  static final String FEATURE = "feature";

  public Change {
    fields = List.copyOf(fields);
  }

  boolean isFeature() {
    return kind.equals(FEATURE);
  }
}
