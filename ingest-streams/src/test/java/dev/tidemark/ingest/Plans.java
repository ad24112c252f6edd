package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapePlan.Log;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.Derived;
import dev.tidemark.registry.definition.Source.TimeColumn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans for tests. */
final class Plans {
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);

  static final Surroundings SURROUNDINGS = new Surroundings(CLOCK, Optional.empty());

  private Plans() {}

  /** A column from {@code name:TYPE}. */
  static Column column(String text) {
    int colon = text.indexOf(':');
    return new Column(
        text.substring(0, colon), ValueType.parse(text.substring(colon + 1)).orElseThrow());
  }

  static List<Column> columns(String... texts) {
    List<Column> columns = new ArrayList<>();
    for (String text : texts) {
      columns.add(column(text));
    }
    return columns;
  }

  static Source source(TimeFormat eventTime, List<Column> columns, List<Derived> derived) {
    return new Source(
        "edits",
        "wikipedia.edits",
        new TimeColumn("time", eventTime),
        Optional.of(new TimeColumn("recorded_at", TimeFormat.iso8601())),
        Duration.ofMinutes(5),
        columns,
        derived,
        Meta.NONE);
  }

  /** A source of the columns, whose time is in the field {@code time}, and its options. */
  static Source source(Source.Options options, List<Column> columns) {
    return timed("time", options, columns);
  }

  /** The same, whose time is elsewhere. */
  static Source timed(String time, Source.Options options, List<Column> columns) {
    return new Source(
        "edits",
        "wikipedia.edits",
        new TimeColumn(time, TimeFormat.iso8601()),
        Optional.empty(),
        Duration.ofMinutes(5),
        columns,
        List.of(),
        options,
        Meta.NONE);
  }

  static Source.Options options(Format format, Map<String, Origin> origins) {
    return new Source.Options(format, origins, false, Optional.empty(), Optional.empty());
  }

  /** A log keyed by the first column, with all the others in its rows. */
  static ShapePlan plan(Source source) {
    List<Column> columns = source.columns();
    return plan(
        source,
        new Log(
            "log",
            columns.subList(0, 1),
            new RowSchema(0, columns.subList(1, columns.size()), List.of())));
  }

  static ShapePlan plan(Source source, Log... logs) {
    return new ShapePlan(
        "tidemark.wiki.shape.edits", source, "tidemark.wiki.dead-letters.edits", List.of(logs), 4);
  }

  /** A log keyed by {@code key} with one column, which may be the key. */
  static ShapePlan oneColumn(TimeFormat eventTime, String key, String column) {
    List<Column> columns = columns(key, column).stream().distinct().toList();
    return plan(
        source(eventTime, columns, List.of()),
        new Log("log", columns(key), new RowSchema(0, columns(column), List.of())));
  }

  /** Wikipedia edits: three entities, a derived column, two conditions. */
  static ShapePlan wikipedia() {
    List<Column> columns =
        columns(
            "page:STRING",
            "user:STRING",
            "channel:STRING",
            "delta:INT64",
            "added:INT64",
            "isRobot:BOOL",
            "isNew:BOOL",
            "countryName:STRING");
    Source source =
        source(
            TimeFormat.iso8601(),
            columns,
            List.of(
                new Derived("magnitude", column("m:INT64").type(), "delta < 0 ? -delta : delta")));
    return plan(
        source,
        log("page", columns("user:STRING", "delta:INT64"), "!isRobot", "magnitude > 100"),
        log("user", columns("page:STRING", "magnitude:INT64"), "!isRobot"),
        log("channel", columns("added:INT64", "magnitude:INT64"), "magnitude > 100"));
  }

  private static Log log(String entity, List<Column> columns, String... conditions) {
    return new Log(
        "tidemark.wiki.log.edits." + entity,
        columns(entity + ":STRING"),
        new RowSchema(0, columns, List.of(conditions)));
  }
}
