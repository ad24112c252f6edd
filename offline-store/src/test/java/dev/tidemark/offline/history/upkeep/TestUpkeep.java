package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.registry.definition.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Table;

/** Looks after a table as a node does, at a time that is given. */
public final class TestUpkeep {
  private TestUpkeep() {}

  /** Merges what can be merged, and expires what nothing keeps and is a day old. */
  public static void look(Table table, Instant now) throws IOException {
    look(table, now, new TableUse());
  }

  /** The same, of a table that others may be writing. */
  public static void look(Table table, Instant now, TableUse use) throws IOException {
    new Compactor(table, use, 256L << 20, Duration.ZERO).run(now, () -> false);
    new Expiry(new Settings.Keeping(Duration.ofDays(1), Optional.empty())).expire(table, now);
    Orphans.SEEN.remove(table, use);
  }
}
