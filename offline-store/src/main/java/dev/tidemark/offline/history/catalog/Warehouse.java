package dev.tidemark.offline.history.catalog;

import dev.tidemark.offline.history.table.TableShape;
import dev.tidemark.registry.definition.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.jspecify.annotations.Nullable;

/** The catalog of a project's history tables, opened when it is first needed. Thread-safe. */
public final class Warehouse implements AutoCloseable {
  private static final int TRIES = 5;

  private final CatalogProperties properties;
  private final Settings.History settings;
  private final Namespace namespace;
  private @Nullable Catalog catalog;

  public Warehouse(Settings.History settings, String project) {
    this.settings = settings;
    this.properties = new CatalogProperties(settings);
    this.namespace = Namespace.of(project);
  }

  /** The folder of this project's tables, or empty when they are elsewhere. */
  public Optional<Path> folder() {
    return settings.folder().map(folder -> folder.resolve(namespace.level(0)));
  }

  /** The table, or empty while nothing was ever written. */
  public synchronized Optional<Table> find(String table) {
    if (catalog == null && properties.sqliteFile().filter(Files::notExists).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(open().loadTable(name(table)));
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return Optional.empty();
    }
  }

  /** The table, made when it is new; one that is there is as it is. */
  public synchronized Table findOrCreate(String table, TableShape shape) {
    Catalog open = openNamespace();
    if (open.tableExists(name(table))) {
      return open.loadTable(name(table));
    }
    try {
      return open.buildTable(name(table), shape.schema())
          .withPartitionSpec(shape.spec())
          .withSortOrder(shape.order())
          .withProperties(shape.properties())
          .create();
    } catch (AlreadyExistsException e) {
      return open.loadTable(name(table));
    }
  }

  private Catalog openNamespace() {
    Catalog open = open();
    if (open instanceof SupportsNamespaces spaces && !spaces.namespaceExists(namespace)) {
      try {
        spaces.createNamespace(namespace);
      } catch (AlreadyExistsException e) {
        // Somebody else was faster.
      } catch (UncheckedSQLException e) {
        // The same, noticed by the catalog's database only
        if (!spaces.namespaceExists(namespace)) {
          throw e;
        }
      }
    }
    return open;
  }

  /** What keeps views, or empty where the catalog has none. */
  public synchronized Optional<ViewCatalog> views() {
    Catalog open = openNamespace();
    return open instanceof ViewCatalog views ? Optional.of(views) : Optional.empty();
  }

  /** Where the catalog has this project's tables and views. */
  public Namespace namespace() {
    return namespace;
  }

  /** The name that the catalog has for a table or view of this project. */
  public TableIdentifier name(String table) {
    return TableIdentifier.of(namespace, table);
  }

  private Catalog open() {
    if (catalog == null) {
      settings.folder().ifPresent(Warehouse::createFolder);
      properties.sqliteFile().map(Path::getParent).ifPresent(Warehouse::createFolder);
      catalog = build();
    }
    return catalog;
  }

  /** Two processes that make the catalog's database at once hinder each other; the second waits. */
  private Catalog build() {
    for (int tries = 1; ; tries++) {
      try {
        return CatalogUtil.buildIcebergCatalog(
            CatalogProperties.NAME,
            properties.all(),
            properties.hadoop() ? new Configuration() : null);
      } catch (UncheckedSQLException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Cannot open the catalog of " + namespace, e);
      }
    }
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
    if (catalog instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("Cannot close the catalog of " + namespace, e);
      }
    }
    catalog = null;
  }
}
