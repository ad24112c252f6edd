package dev.tidemark.cli.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.TimeColumn;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves the times of events, all by as much.
 *
 * @param columns the columns that hold times
 * @param micros by how much
 */
record TimeShift(List<TimeColumn> columns, long micros) {

  /** The shift that makes the newest event of a file happen now. */
  static TimeShift toNow(Source source, EventFile file, Instant now) {
    Newest newest = new Newest(source.eventTime());
    file.read(newest);
    long shift = newest.time == Micros.NONE ? 0 : Micros.of(now) - newest.time;
    long unit = unit(source.eventTime().format());
    return new TimeShift(
        Stream.concat(Stream.of(source.eventTime()), source.createdTime().stream()).toList(),
        Math.floorDiv(shift, unit) * unit);
  }

  /** The smallest step that every format can write, so that the distances between events stay. */
  private static long unit(TimeFormat format) {
    return switch (format) {
      case TimeFormat.Iso8601 iso -> 1_000;
      case TimeFormat.Pattern pattern -> 1_000_000;
      case TimeFormat.Epoch epoch ->
          switch (epoch.unit()) {
            case SECONDS -> 1_000_000;
            case MILLIS, MICROS -> 1_000;
          };
    };
  }

  void apply(ObjectNode event) {
    for (TimeColumn column : columns) {
      JsonNode value = event.get(column.column());
      long time = time(column, value);
      if (time != Micros.NONE) {
        event.set(column.column(), write(column.format(), time + micros, value.isNumber()));
      }
    }
  }

  /** A time that cannot be read is left for the dead letters. */
  private static long time(TimeColumn column, @Nullable JsonNode value) {
    if (value == null || !value.isValueNode() || value.isNull()) {
      return Micros.NONE;
    }
    try {
      return column.format().parse(value.isNumber() ? value.numberValue() : value.asText());
    } catch (DateTimeException e) {
      return Micros.NONE;
    }
  }

  private static JsonNode write(TimeFormat format, long time, boolean asNumber) {
    JsonNode written = Json.MAPPER.valueToTree(format.write(time));
    return asNumber ? written : TextNode.valueOf(written.asText());
  }

  /** Looks for the newest event. */
  private static final class Newest implements EventFile.Reader {
    private final TimeColumn column;
    private long time = Micros.NONE;

    Newest(TimeColumn column) {
      this.column = column;
    }

    @Override
    public void event(ObjectNode event) {
      time = Math.max(time, time(column, event.get(column.column())));
    }
  }
}
