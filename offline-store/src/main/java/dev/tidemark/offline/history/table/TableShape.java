package dev.tidemark.offline.history.table;

import dev.tidemark.registry.definition.Settings.PartitionBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderBuilder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Types.NestedField;

/**
 * How a history table is to be.
 *
 * @param time the column by which it is divided into partitions
 * @param sorted the columns by which the rows of a file are sorted; null comes first
 */
public record TableShape(Schema schema, PartitionBy partitionBy, String time, List<String> sorted) {
  /** Few metadata files; row groups small enough that many files can be merged at once. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          TableProperties.FORMAT_VERSION, "2",
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
          TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20",
          TableProperties.PARQUET_COMPRESSION, "zstd",
          TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, Integer.toString(32 << 20));

  /** Somebody who pins, or another program, may commit in between. */
  private static final Map<String, String> RETRIES =
      Map.of(
          TableProperties.COMMIT_NUM_RETRIES, "10",
          TableProperties.COMMIT_MIN_RETRY_WAIT_MS, "50",
          TableProperties.COMMIT_MAX_RETRY_WAIT_MS, "2000",
          TableProperties.COMMIT_TOTAL_RETRY_TIME_MS, "60000");

  public TableShape {
    sorted = List.copyOf(sorted);
  }

  public Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(PROPERTIES);
    properties.putAll(RETRIES);
    return properties;
  }

  public PartitionSpec spec() {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    return switch (partitionBy) {
      case MONTH -> spec.month(time).build();
      case DAY -> spec.day(time).build();
      case YEAR -> spec.year(time).build();
      case NONE -> spec.build();
    };
  }

  public SortOrder order() {
    SortOrder.Builder order = SortOrder.builderFor(schema);
    sort(order);
    return order.build();
  }

  private void sort(SortOrderBuilder<?> order) {
    sorted.forEach(column -> order.asc(column, NullOrder.NULLS_FIRST));
  }

  /** Makes a table from before have it; what it holds stays as it is. */
  public void evolve(Table table) {
    Commits.retry(table, () -> evolveSchema(table));
    Commits.retry(table, () -> evolveSpec(table));
    Commits.retry(table, () -> evolveOrder(table));
    Commits.retry(table, () -> evolveProperties(table));
  }

  private void evolveSchema(Table table) {
    UpdateSchema update = table.updateSchema();
    boolean changed = false;
    for (NestedField field : schema.columns()) {
      NestedField known = table.schema().findField(field.name());
      if (known == null && field.isOptional()) {
        update.addColumn(field.name(), field.type());
        changed = true;
      } else if (known == null || !known.type().toString().equals(shape(known, field))) {
        throw new IllegalStateException(
            "Cannot write %s to history table %s, which has %s: drop the table or rename the entity"
                .formatted(field, table.name(), known == null ? "no such key" : known));
      }
    }
    if (changed) {
      update.commit();
    }
  }

  /** Lists name their element's id, which is the table's own affair. */
  private static String shape(NestedField known, NestedField wanted) {
    return wanted.type().isListType()
            && known.type().isListType()
            && known
                .type()
                .asListType()
                .elementType()
                .equals(wanted.type().asListType().elementType())
        ? known.type().toString()
        : wanted.type().toString();
  }

  private void evolveSpec(Table table) {
    List<String> wanted = transforms(spec(), schema);
    if (transforms(table.spec(), table.schema()).equals(wanted)) {
      return;
    }
    UpdatePartitionSpec update = table.updateSpec();
    table.spec().fields().forEach(field -> update.removeField(field.name()));
    Term term =
        switch (partitionBy) {
          case MONTH -> Expressions.month(time);
          case DAY -> Expressions.day(time);
          case YEAR -> Expressions.year(time);
          case NONE -> null;
        };
    if (term != null) {
      update.addField(term);
    }
    update.commit();
  }

  /** Without what is no longer divided by: format version 1 keeps it as void. */
  private static List<String> transforms(PartitionSpec spec, Schema schema) {
    return spec.fields().stream()
        .filter(field -> !field.transform().isVoid())
        .map((PartitionField field) ->
            field.transform() + " of " + schema.findColumnName(field.sourceId()))
        .toList();
  }

  private void evolveOrder(Table table) {
    List<String> now =
        table.sortOrder().fields().stream()
            .map(field -> table.schema().findColumnName(field.sourceId()))
            .toList();
    if (!now.equals(sorted)) {
      ReplaceSortOrder order = table.replaceSortOrder();
      sort(order);
      order.commit();
    }
  }

  /** Tables of the first version were not to be retried; what others set is theirs. */
  private static void evolveProperties(Table table) {
    if ("0".equals(table.properties().get(TableProperties.COMMIT_NUM_RETRIES))) {
      UpdateProperties update = table.updateProperties();
      RETRIES.forEach(update::set);
      update.set(
          TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
          PROPERTIES.get(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES));
      update.commit();
    }
  }
}
