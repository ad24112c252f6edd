package dev.tidemark.registry.yaml;

import java.util.Comparator;

/**
 * A mistake in a feature repository.
 *
 * @param place of the offending text
 * @param text the offending text as it stands in the file; empty when something is missing
 * @param source the line of the file on which it begins; empty when there is none
 * @param message what is wrong, what was expected, and the nearest known name
 * @param suggestion the nearest known name alone; empty when none is near
 */
public record Problem(Place place, String text, String source, String message, String suggestion)
    implements Comparable<Problem> {
  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::message);

  /** Relative to the repository's root, with {@code /}. */
  public String file() {
    return place.file();
  }

  /** From 1. */
  public int line() {
    return place.line();
  }

  /** From 1, in characters. */
  public int column() {
    return place.column();
  }

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line:column: message}. */
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
