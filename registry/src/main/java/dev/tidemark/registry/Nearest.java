package dev.tidemark.registry;

import java.util.Collection;
import java.util.Optional;

/** Finds the known name that a mistyped one most likely meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The nearest known name as messages end with it: {@code " (did you mean x?)"}, or nothing.
   *
   * @param name empty when no known name is near
   */
  public record Hint(String name) {
    @Override
    public String toString() {
      return name.isEmpty() ? "" : " (did you mean " + name + "?)";
    }
  }

  public static Hint hint(String name, Collection<String> known) {
    return new Hint(find(name, known).orElse(""));
  }

  /** The nearest known name within a third of the name's length in edits. */
  public static Optional<String> find(String name, Collection<String> known) {
    int least = Math.max(1, (name.length() + 1) / 3) + 1;
    String nearest = null;
    for (String candidate : known) {
      if (Math.abs(candidate.length() - name.length()) < least) {
        int distance = distance(name, candidate);
        nearest = distance < least ? candidate : nearest;
        least = Math.min(distance, least);
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** Levenshtein's distance, ignoring case; two neighbours that changed places are one edit. */
  private static int distance(String left, String right) {
    int[][] edits = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : step(edits, left, i, right, j);
      }
    }
    return edits[left.length()][right.length()];
  }

  private static int step(int[][] edits, String left, int i, String right, int j) {
    int substitute = edits[i - 1][j - 1] + (same(left.charAt(i - 1), right.charAt(j - 1)) ? 0 : 1);
    int least = Math.min(substitute, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && same(left.charAt(i - 1), right.charAt(j - 2))
            && same(left.charAt(i - 2), right.charAt(j - 1));
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }

  private static boolean same(char left, char right) {
    return Character.toLowerCase(left) == Character.toLowerCase(right);
  }
}
