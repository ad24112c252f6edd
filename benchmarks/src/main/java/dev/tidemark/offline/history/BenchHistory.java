package dev.tidemark.offline.history;

import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.offline.history.upkeep.BenchUpkeep;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;

/** Writes history without a broker: records go straight to the writer of the real table. */
public final class BenchHistory implements AutoCloseable {
  private final Warehouse warehouse;
  private final FeatureLog log;
  private final TableWriter writer;

  public BenchHistory(Settings.History settings, String project, FeatureLog log) {
    this.log = log;
    warehouse = new Warehouse(settings, project);
    writer = TableWriter.open(warehouse, log, settings.partitionBy(), new TableUse());
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
  public void commit() throws IOException {
    writer.commit();
  }

  /** Merges the files, as it happens in the background. */
  public void merge() throws IOException {
    BenchUpkeep.merge(warehouse.find(log.table()).orElseThrow());
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
