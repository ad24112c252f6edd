package dev.tidemark.cli.export;

import java.util.List;
import java.util.function.IntFunction;

/** Texts of limited length. */
final class Fit {
  private Fit() {}

  /**
   * As many of the parts, with commas between, as fit between head and tail.
   *
   * @param tail for how many parts were left out
   * @param limit in characters
   */
  static String parts(String head, List<String> parts, IntFunction<String> tail, int limit) {
    int taken = parts.size();
    long length = head.length() + parts.stream().mapToLong(part -> part.length() + 1L).sum() - 1;
    while (taken > 0 && length + tail.apply(parts.size() - taken).length() > limit) {
      taken--;
      length -= parts.get(taken).length() + 1;
    }
    return head + String.join(",", parts.subList(0, taken)) + tail.apply(parts.size() - taken);
  }
}
