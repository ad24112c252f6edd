package dev.tidemark.offline.history;

import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jspecify.annotations.Nullable;

/** The catalog of a project's history tables, opened when it is first needed. Thread-safe. */
final class Warehouse implements AutoCloseable {
  private static final String SQLITE = "jdbc:sqlite:";

  /**
   * Few metadata files; retries are the writer's, which must look at the offsets again; parts of
   * files small enough that who looks for some keys reads little else.
   */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "write.parquet.row-group-size-bytes", Integer.toString(16 << 20),
          "commit.retry.num-retries", "0",
          "write.metadata.delete-after-commit.enabled", "true",
          "write.metadata.previous-versions-max", "20",
          "write.parquet.compression-codec", "zstd",
          "format-version", "2");

  private final Settings.History settings;
  private final String project;
  private @Nullable JdbcCatalog catalog;

  Warehouse(Settings.History settings, String project) {
    this.settings = settings;
    this.project = project;
  }

  /** The log's table, or empty while nothing was ever written. */
  synchronized Optional<Table> find(FeatureLog log) {
    if (catalog == null && sqliteFile().filter(Files::notExists).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(open().loadTable(name(log)));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  synchronized Table findOrCreate(FeatureLog log, Schema schema) {
    JdbcCatalog open = open();
    Namespace namespace = Namespace.of(project);
    if (!open.namespaceExists(namespace)) {
      open.createNamespace(namespace);
    }
    return open.tableExists(name(log))
        ? open.loadTable(name(log))
        : open.buildTable(name(log), schema)
            .withPartitionSpec(PartitionSpec.unpartitioned())
            .withSortOrder(order(log, schema))
            .withProperties(PROPERTIES)
            .create();
  }

  private static SortOrder order(FeatureLog log, Schema schema) {
    SortOrder.Builder order = SortOrder.builderFor(schema);
    HistoryColumns.of(log).keys().forEach(key -> order.asc(key.name(), NullOrder.NULLS_FIRST));
    return order
        .asc(HistoryColumns.EVENT_TIME, NullOrder.NULLS_FIRST)
        .asc(HistoryColumns.CREATED_TIME, NullOrder.NULLS_FIRST)
        .asc(HistoryColumns.LOG_OFFSET, NullOrder.NULLS_FIRST)
        .build();
  }

  private TableIdentifier name(FeatureLog log) {
    return TableIdentifier.of(Namespace.of(project), log.table());
  }

  private JdbcCatalog open() {
    if (catalog == null) {
      createFolder(settings.warehouse());
      sqliteFile().map(Path::getParent).ifPresent(Warehouse::createFolder);
      Map<String, String> properties = new HashMap<>();
      properties.put("uri", settings.catalogUri());
      properties.put("warehouse", settings.warehouse().toString());
      properties.put("clients", "1");
      properties.put("jdbc.schema-version", "V1");
      if (sqliteFile().isPresent()) {
        // Several processes share the file; without a timeout the second one fails at once.
        properties.put("jdbc.busy_timeout", "30000");
      }
      JdbcCatalog opened = new JdbcCatalog(ignored -> new LocalFiles(), null, true);
      opened.initialize("tidemark", properties);
      catalog = opened;
    }
    return catalog;
  }

  private Optional<Path> sqliteFile() {
    String uri = settings.catalogUri();
    if (!uri.startsWith(SQLITE) || uri.contains(":memory:")) {
      return Optional.empty();
    }
    return Optional.of(
        Path.of(uri.substring(SQLITE.length()).replaceFirst("\\?.*$", "")).toAbsolutePath());
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create folder " + folder, e);
    }
  }

  @Override
  public synchronized void close() {
    if (catalog != null) {
      catalog.close();
      catalog = null;
    }
  }
}
