package dev.tidemark.registry.yaml;

import java.util.Comparator;

/**
 * A mistake in a feature repository.
 *
 * @param file relative to the repository's root, with {@code /}
 * @param line from 1
 * @param column from 1, in characters
 * @param message what is wrong, what was expected, and the nearest known name
 */
public record Problem(String file, int line, int column, String message)
    implements Comparable<Problem> {
  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::message);

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line:column: message}. */
  @Override
  public String toString() {
    return "%s:%d:%d: %s".formatted(file, line, column, message);
  }
}
