package dev.tidemark.offline.duckdb;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** DuckDB needs more memory than it may use, although it spills. */
final class Shortage {
  /**
   * What DuckDB says then. The second is all that is left of the first when a query whose rows are
   * read as they come fails before the first of them.
   */
  private static final List<String> SAID = List.of("Out of Memory Error", "Invalid result set");

  private Shortage() {}

  static boolean causes(@Nullable Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage());
      if (SAID.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The failure for people.
   *
   * @param what could not be done
   */
  static ExportException failure(String what, Exception cause) {
    return new ExportException(
        "Cannot %s: that needs more memory than the export may use; give it more, with --memory"
            .formatted(what),
        cause);
  }
}
