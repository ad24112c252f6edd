package dev.tidemark.registry.definition;

import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Kafka topic of JSON events.
 *
 * @param maxFutureSkew how far ahead of its arrival an event may be stamped
 * @param columns fields of the event that may be used
 * @param derived further columns, each computed from {@code columns} and those before it
 */
public record Source(
    String name,
    String topic,
    TimeColumn eventTime,
    Optional<TimeColumn> createdTime,
    Duration maxFutureSkew,
    List<Column> columns,
    List<Derived> derived,
    Meta meta) {
  public static final Duration DEFAULT_MAX_FUTURE_SKEW = Duration.ofMinutes(5);

  public Source {
    columns = List.copyOf(columns);
    derived = List.copyOf(derived);
  }

  /** A field that holds a time; it need not be one of the columns. */
  public record TimeColumn(String column, TimeFormat format) {}

  /** A column computed by a CEL expression over the columns before it. */
  public record Derived(String name, ValueType type, String expression) {
    public Column column() {
      return new Column(name, type);
    }
  }

  /** Columns and derived columns, in the order of the definition. */
  public List<Column> allColumns() {
    return java.util.stream.Stream.concat(columns.stream(), derived.stream().map(Derived::column))
        .toList();
  }

  public Optional<Column> column(String column) {
    return allColumns().stream().filter(c -> c.name().equals(column)).findFirst();
  }
}
