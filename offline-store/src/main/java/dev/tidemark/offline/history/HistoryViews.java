package dev.tidemark.offline.history;

import dev.tidemark.offline.history.ViewSql.Dialect;
import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.registry.deployment.FeatureLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a view in the catalog for each feature view, by its name, for engines that read SQL; a
 * catalog that has no views stays as it is. Views that Tidemark did not make are left alone.
 */
final class HistoryViews {
  /** The table that a view of Tidemark's is of. */
  static final String TABLE = "tidemark.table";

  private final Warehouse warehouse;
  private final String project;

  HistoryViews(Warehouse warehouse, String project) {
    this.warehouse = warehouse;
    this.project = project;
  }

  /** Makes, replaces and drops what is not as the deployment says. */
  void keep(List<FeatureLog> logs) {
    warehouse.views().ifPresent(catalog -> keep(catalog, logs));
  }

  private void keep(ViewCatalog catalog, List<FeatureLog> logs) {
    Map<TableIdentifier, ViewSql> wanted = new HashMap<>();
    for (FeatureLog log : logs) {
      log.plan()
          .views()
          .forEach(view -> wanted.put(warehouse.name(view.name()), ViewSql.of(project, log, view)));
    }
    for (TableIdentifier name : catalog.listViews(warehouse.namespace())) {
      View there = find(catalog, name);
      if (there == null || !there.properties().containsKey(TABLE)) {
        wanted.remove(name);
      } else if (!wanted.containsKey(name)) {
        catalog.dropView(name);
      } else if (same(there, Objects.requireNonNull(wanted.get(name)))) {
        wanted.remove(name);
      }
    }
    wanted.forEach((name, sql) -> build(catalog, name, sql).createOrReplace());
  }

  private static @Nullable View find(ViewCatalog catalog, TableIdentifier name) {
    try {
      return catalog.loadView(name);
    } catch (NoSuchViewException e) {
      return null;
    }
  }

  private static boolean same(View there, ViewSql wanted) {
    for (Dialect dialect : Dialect.values()) {
      SQLViewRepresentation sql = there.sqlFor(dialect.dialect());
      if (sql == null || !sql.sql().equals(wanted.text(dialect))) {
        return false;
      }
    }
    return true;
  }

  private ViewBuilder build(ViewCatalog catalog, TableIdentifier name, ViewSql sql) {
    ViewBuilder builder =
        catalog
            .buildView(name)
            .withSchema(schema(sql))
            .withDefaultNamespace(warehouse.namespace())
            .withProperty(TABLE, sql.log().table());
    for (Dialect dialect : Dialect.values()) {
      builder = builder.withQuery(dialect.dialect(), sql.text(dialect));
    }
    return builder;
  }

  private static Schema schema(ViewSql sql) {
    Schema table = TableSchema.of(HistoryColumns.of(sql.log()));
    List<NestedField> fields = new ArrayList<>();
    sql.columns()
        .forEach((name, stored) ->
            fields.add(NestedField.optional(fields.size(), name, table.findField(stored).type())));
    return TableSchema.fresh(fields);
  }
}
