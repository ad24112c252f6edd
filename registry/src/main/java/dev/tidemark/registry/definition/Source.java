package dev.tidemark.registry.definition;

import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Kafka topic of events.
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
    Options options,
    Meta meta) {
  public static final Duration DEFAULT_MAX_FUTURE_SKEW = Duration.ofMinutes(5);

  public Source {
    columns = List.copyOf(columns);
    derived = List.copyOf(derived);
  }

  /** A source of JSON objects with nothing special about them. */
  public Source(
      String name,
      String topic,
      TimeColumn eventTime,
      Optional<TimeColumn> createdTime,
      Duration maxFutureSkew,
      List<Column> columns,
      List<Derived> derived,
      Meta meta) {
    this(
        name,
        topic,
        eventTime,
        createdTime,
        maxFutureSkew,
        columns,
        derived,
        Options.DEFAULT,
        meta);
  }

  /**
   * What most sources leave as it is.
   *
   * @param origins of the columns that are not read from the field of their own name
   * @param keepsNonFinite whether NaN and infinities are values like others
   * @param identity tells events apart; absent: every message is an event of its own
   */
  public record Options(
      Format format,
      Map<String, Origin> origins,
      boolean keepsNonFinite,
      Optional<Identity> identity,
      Optional<History> history) {
    public static final Options DEFAULT =
        new Options(new Format.Json(), Map.of(), false, Optional.empty(), Optional.empty());

    public Options {
      origins = Map.copyOf(origins);
    }
  }

  /**
   * What tells a repeated event: the same id for the same entity key again.
   *
   * @param column a column, or the dotted path of a field
   * @param within how long after its arrival an event is known
   */
  public record Identity(String column, Duration within) {
    public static final Duration DEFAULT_WITHIN = Duration.ofDays(1);
  }

  /**
   * Files of older events.
   *
   * @param path a glob, relative to the repository's root
   * @param delay how long after its event time an event would have arrived
   */
  public record History(String path, FileFormat format, Duration delay) {

    /** How a file is written. */
    public enum FileFormat {
      PARQUET,
      CSV,
      JSONL
    }
  }

  /**
   * A time of the event.
   *
   * @param column a column, or the dotted path of a field that need not be one
   */
  public record TimeColumn(String column, TimeFormat format) {}

  /** A column computed by a CEL expression over the columns before it. */
  public record Derived(String name, ValueType type, String expression) {
    public Column column() {
      return new Column(name, type);
    }
  }

  public Format format() {
    return options.format();
  }

  /** The files of its older events. */
  public Optional<History> history() {
    return options.history();
  }

  /**
   * The same source as it stands in rows of files: each a JSON object, with its fields nested as in
   * the messages. What messages bring in their key or in headers are fields of the columns' names.
   */
  public Source inFiles() {
    Map<String, Origin> fields = new HashMap<>(options.origins());
    fields.values().removeIf(origin -> !(origin instanceof Origin.Field));
    Options json =
        new Options(
            new Format.Json(),
            fields,
            options.keepsNonFinite(),
            options.identity(),
            options.history());
    return new Source(
        name, topic, eventTime, createdTime, maxFutureSkew, columns, derived, json, meta);
  }

  /** Where the value of a column, or of a dotted path, is read. */
  public Origin origin(String columnOrPath) {
    Origin declared = options.origins().get(columnOrPath);
    return declared == null ? Origin.Field.of(columnOrPath) : declared;
  }

  /** Columns and derived columns, in the order of the definition. */
  public List<Column> allColumns() {
    return Stream.concat(columns.stream(), derived.stream().map(Derived::column)).toList();
  }

  public Optional<Column> column(String column) {
    return allColumns().stream().filter(c -> c.name().equals(column)).findFirst();
  }
}
