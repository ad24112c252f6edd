package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.TableUse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.iceberg.Table;

/** Merges a table's files as far as they will be merged when nothing more comes. */
public final class BenchUpkeep {
  private static final long FILE_BYTES = 256L << 20;

  private BenchUpkeep() {}

  public static void merge(Table table) throws IOException {
    Instant later = Instant.now().plus(Duration.ofDays(2));
    new Compactor(table, new TableUse(), FILE_BYTES, Duration.ZERO).run(later, () -> false);
  }
}
