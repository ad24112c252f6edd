package dev.tidemark.offline.history;

import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.offline.history.upkeep.Orphans;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.definition.Settings.PartitionBy;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Table;

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
    this(
        new Settings.History(
            folder.resolve("warehouse"),
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            Duration.ofSeconds(10)));
  }

  public TestHistory(Settings.History settings) {
    this.settings = settings;
  }

  public HistoryTables tables() {
    return new HistoryTables(settings, PROJECT);
  }

  public Settings.History settings() {
    return settings;
  }

  public Warehouse warehouse() {
    return new Warehouse(settings, PROJECT);
  }

  /** The log's table, which somebody has written. */
  public Table table(FeatureLog log) {
    return warehouse().find(log.table()).orElseThrow();
  }

  /** Appends the records with one commit for each {@code perCommit} of them. */
  public void write(FeatureLog log, List<LogRecord> records, int perCommit) throws IOException {
    try (Warehouse warehouse = warehouse()) {
      TableWriter writer = open(warehouse, log, records);
      for (int i = 0; i < records.size(); i++) {
        add(writer, records.get(i));
        if ((i + 1) % perCommit == 0) {
          writer.commit();
        }
      }
      writer.commit();
    }
  }

  private static TableWriter open(Warehouse warehouse, FeatureLog log, List<LogRecord> records) {
    return open(warehouse, log, records.stream().map(record -> record.partition).distinct());
  }

  /** A writer of partition 0. */
  static TableWriter open(Warehouse warehouse, FeatureLog log) {
    return open(warehouse, log, Stream.of(0));
  }

  /** As a job does it that has the table to itself. */
  private static TableWriter open(Warehouse warehouse, FeatureLog log, Stream<Integer> partitions) {
    TableUse use = new TableUse();
    TableWriter writer = TableWriter.open(warehouse, log, PartitionBy.MONTH, use);
    writer.take(partitions.toList());
    Orphans.SEEN.remove(warehouse.find(log.table()).orElseThrow(), use);
    return writer;
  }

  /** A writer that has taken records, and has committed none. */
  public static TableWriter writer(Warehouse warehouse, FeatureLog log, List<LogRecord> records) {
    TableWriter writer = open(warehouse, log, records);
    records.forEach(record -> add(writer, record));
    return writer;
  }

  static void add(TableWriter writer, LogRecord record) {
    writer.add(record.partition, record.offset, record.arrival, record.key, record.value);
  }
}
