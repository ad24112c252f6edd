package dev.tidemark.registry.plan;

import java.util.List;

/**
 * One object that an apply would add, remove or change.
 *
 * @param object for people: {@code feature view page_activity}
 * @param details a line for each field that changes
 */
public record Change(Kind kind, String object, List<String> details) {
  public Change {
    details = List.copyOf(details);
  }

  /** What happens to the object. */
  public enum Kind {
    ADDED('+'),
    REMOVED('-'),
    CHANGED('~');

    private final char sign;

    Kind(char sign) {
      this.sign = sign;
    }

    char sign() {
      return sign;
    }
  }
}
