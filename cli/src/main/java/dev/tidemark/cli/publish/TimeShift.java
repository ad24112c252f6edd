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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves the times of events, all by as much.
 *
 * @param times the fields that hold times
 * @param micros by how much
 */
record TimeShift(List<TimeField> times, long micros) {

  /** A field that holds a time. */
  record TimeField(RowField field, TimeFormat format) {
    static Optional<TimeField> of(Source source, TimeColumn column) {
      return RowField.of(source, column.column()).map(f -> new TimeField(f, column.format()));
    }
  }

  /** The shift that makes the newest event of a file happen now. */
  static TimeShift toNow(Source source, EventFile file, Instant now) {
    Newest newest = new Newest(TimeField.of(source, source.eventTime()));
    file.read(newest);
    long shift = newest.time == Micros.NONE ? 0 : Micros.of(now) - newest.time;
    long unit = unit(source.eventTime().format());
    return new TimeShift(
        Stream.concat(Stream.of(source.eventTime()), source.createdTime().stream())
            .flatMap(column -> TimeField.of(source, column).stream())
            .toList(),
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
    for (TimeField time : times) {
      JsonNode value = time.field().get(event);
      long at = time(time.format(), value);
      if (value != null && at != Micros.NONE) {
        time.field().replace(event, write(time.format(), at + micros, value.isNumber()));
      }
    }
  }

  /** A time that cannot be read is left for the dead letters. */
  private static long time(TimeFormat format, @Nullable JsonNode value) {
    if (value == null || !value.isValueNode() || value.isNull()) {
      return Micros.NONE;
    }
    try {
      return format.parse(value.isNumber() ? value.numberValue() : value.asText());
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
    private final Optional<TimeField> field;
    private long time = Micros.NONE;

    Newest(Optional<TimeField> field) {
      this.field = field;
    }

    @Override
    public void event(ObjectNode event) {
      field.ifPresent(f -> time = Math.max(time, time(f.format(), f.field().get(event))));
    }
  }
}
