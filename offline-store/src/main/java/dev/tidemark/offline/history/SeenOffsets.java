package dev.tidemark.offline.history;

import dev.tidemark.offline.history.table.Offsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Table;

/** How far a table holds its log, whichever nodes write it. For one thread. */
final class SeenOffsets {
  /** How often the table is asked what others have written. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Table table;
  private Map<Integer, Long> offsets;
  private long when = System.nanoTime();

  /**
   * @param table not used by another thread
   */
  SeenOffsets(Table table) {
    this.table = table;
    offsets = Offsets.of(table);
  }

  Table table() {
    return table;
  }

  /** As the table said when it was last asked. */
  Map<Integer, Long> offsets() {
    return offsets;
  }

  /**
   * Of this node's partitions as it knows, of the others' as the table says.
   *
   * @param now whether the table is asked at once
   */
  Map<Integer, Long> with(LogTail tail, boolean now) {
    if (!tail.hasAll() && (now || System.nanoTime() - when >= LOOK.toNanos())) {
      table.refresh();
      offsets = Offsets.of(table);
      when = System.nanoTime();
    }
    Map<Integer, Long> all = new HashMap<>(offsets);
    all.putAll(tail.visible());
    return Map.copyOf(all);
  }
}
