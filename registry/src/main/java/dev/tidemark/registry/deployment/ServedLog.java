package dev.tidemark.registry.deployment;

import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The log of what lookups of a service were answered: a row for each entity row, with T as its
 * event time.
 *
 * @param selection the service's features
 * @param sample the share of the lookups that is logged
 * @param version of the definitions
 */
public record ServedLog(
    String service,
    Selection selection,
    double sample,
    int version,
    String topic,
    List<RowSchema> schemas)
    implements RowLog {
  public static final String REQUEST_ID = "request_id";
  public static final String REQUEST_ROW = "request_row";
  public static final String VERSION = "definitions_version";

  /** What follows the name of a feature in that of its status. */
  public static final String STATUS = "__status";

  /** The same of the event time behind its value. */
  public static final String TIMESTAMP = "__timestamp";

  /** They are the same for ever, whatever the service is. */
  private static final List<Column> KEYS =
      List.of(
          new Column(REQUEST_ID, ValueType.of(Scalar.STRING)),
          new Column(REQUEST_ROW, ValueType.of(Scalar.INT32)),
          new Column(VERSION, ValueType.of(Scalar.INT32)));

  public ServedLog {
    schemas = List.copyOf(schemas);
  }

  /** Three names: no feature log's table has more than two. */
  @Override
  public String table() {
    return "served__log__" + service;
  }

  @Override
  public List<Column> keys() {
    return KEYS;
  }

  /** What rows hold that are written now. */
  public RowSchema schema() {
    return schemas.getLast();
  }

  /** The columns of the request: keys by the names that it has for them, then request data. */
  public List<Column> inputs() {
    return inputs(selection);
  }

  private static List<Column> inputs(Selection selection) {
    return Stream.concat(selection.keys().stream(), selection.request().stream())
        .distinct()
        .toList();
  }

  public static Column value(Selected feature) {
    return new Column(feature.name(true), feature.type());
  }

  /** The name of a {@link dev.tidemark.model.feature.Status}. */
  public static Column status(Selected feature) {
    return new Column(feature.name(true) + STATUS, ValueType.of(Scalar.STRING));
  }

  /** The event time behind a value; an on-demand feature has none. */
  public static Optional<Column> timestamp(Selected feature) {
    return feature instanceof Stored
        ? Optional.of(new Column(feature.name(true) + TIMESTAMP, ValueType.of(Scalar.TIMESTAMP)))
        : Optional.empty();
  }

  /** What rows of a service hold: {@link #inputs}, then for each feature its columns. */
  static RowSchema schema(Selection selection) {
    List<Column> columns = new ArrayList<>(inputs(selection));
    for (Selected feature : selection.features()) {
      columns.add(value(feature));
      columns.add(status(feature));
      timestamp(feature).ifPresent(columns::add);
    }
    return new RowSchema(0, columns, List.of());
  }
}
