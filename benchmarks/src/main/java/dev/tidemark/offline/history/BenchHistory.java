package dev.tidemark.offline.history;

import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;

/** Writes history without a broker: records go straight to the writer of the real table. */
public final class BenchHistory implements AutoCloseable {
  private final Warehouse warehouse;
  private final TableWriter writer;

  public BenchHistory(Settings.History settings, String project, FeatureLog log)
      throws IOException {
    warehouse = new Warehouse(settings, project);
    writer = TableWriter.open(warehouse, log);
  }

  /** Takes a record of the feature log; commits when that is due by size. */
  public void add(int partition, long offset, long arrival, byte[] key, byte[] row)
      throws IOException {
    writer.add(partition, offset, arrival, key, row);
    if (writer.full()) {
      writer.commit();
    }
  }

  /** Commits what is left. */
  @Override
  public void close() throws IOException {
    writer.commit();
    warehouse.close();
  }
}
