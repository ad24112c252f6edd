package dev.tidemark.offline.history;

import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.deployment.RowLog;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The names that a history table gives to what a feature log holds; specified in {@code
 * docs/spec/history-table.md}. A name once given stays, whatever is added later.
 *
 * @param keys the entity's key fields, by their names in the table
 * @param columns every column that the log ever had, to its name in the table
 * @param conditions every condition that the log ever asked, to its name in the table
 */
public record HistoryColumns(
    List<Column> keys, Map<Column, String> columns, Map<String, String> conditions) {
  public static final String EVENT_TIME = "event_time";
  public static final String CREATED_TIME = "created_time";
  public static final String ARRIVAL_TIME = "arrival_time";
  public static final String LOG_PARTITION = "log_partition";
  public static final String LOG_OFFSET = "log_offset";

  /** True of a tombstone, null of an event. */
  public static final String LOG_DELETES = "log_deletes";

  /** The names for a log, from every schema that it ever had. */
  public static HistoryColumns of(RowLog log) {
    Set<String> taken =
        new LinkedHashSet<>(
            List.of(
                EVENT_TIME, CREATED_TIME, ARRIVAL_TIME, LOG_PARTITION, LOG_OFFSET, LOG_DELETES));
    List<Column> keys = new ArrayList<>();
    for (Column key : log.keys()) {
      keys.add(new Column(free(key, taken), key.type()));
    }
    Map<Column, String> columns = new LinkedHashMap<>();
    Map<String, String> conditions = new LinkedHashMap<>();
    for (RowSchema schema : log.schemas()) {
      for (Column column : schema.columns()) {
        columns.computeIfAbsent(column, c -> free(c, taken));
      }
      for (String condition : schema.conditions()) {
        conditions.computeIfAbsent(condition, text -> "where_" + digest(text));
      }
    }
    return new HistoryColumns(keys, columns, conditions);
  }

  /** A schema of every column and condition, as whose rows the log's rows are read. */
  RowSchema union() {
    return new RowSchema(0, List.copyOf(columns.keySet()), List.copyOf(conditions.keySet()));
  }

  /** The column's own name, or with a suffix where another has it: engines ignore case. */
  private static String free(Column column, Set<String> taken) {
    String name = column.name();
    if (name.startsWith("where_") || !taken.add(name.toLowerCase(Locale.ROOT))) {
      name = name + "_" + digest(column.name() + " " + column.type());
      taken.add(name.toLowerCase(Locale.ROOT));
    }
    return name;
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
