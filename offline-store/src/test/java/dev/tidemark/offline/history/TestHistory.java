package dev.tidemark.offline.history;

import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Writes history without a broker: records go straight to the writer of the real table. */
public final class TestHistory {
  public static final String PROJECT = "test";

  private final Settings.History settings;

  /** A record of a feature log. */
  public record LogRecord(int partition, long offset, long arrival, byte[] key, byte[] value) {
    LogRecord(int partition, long offset, byte[] key, byte[] value) {
      this(partition, offset, 1_000_000L, key, value);
    }
  }

  public TestHistory(Path folder) {
    settings =
        new Settings.History(
            folder.resolve("warehouse"),
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            Duration.ofSeconds(10));
  }

  public HistoryTables tables() {
    return new HistoryTables(settings, PROJECT);
  }

  Warehouse warehouse() {
    return new Warehouse(settings, PROJECT);
  }

  /** Appends the records with one commit for each {@code perCommit} of them. */
  public void write(FeatureLog log, List<LogRecord> records, int perCommit) throws IOException {
    try (Warehouse warehouse = warehouse()) {
      TableWriter writer = TableWriter.open(warehouse, log);
      for (int i = 0; i < records.size(); i++) {
        add(writer, records.get(i));
        if ((i + 1) % perCommit == 0) {
          writer.commit();
        }
      }
      writer.commit();
    }
  }

  static void add(TableWriter writer, LogRecord record) {
    writer.add(record.partition, record.offset, record.arrival, record.key, record.value);
  }
}
