package dev.tidemark.ingest.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.TimeColumn;
import dev.tidemark.registry.json.ExactJson;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a row of a data frame or of a Parquet file as events of a source are written. */
public final class TypedRow {
  private static final JsonMapper MAPPER = ExactJson.mapper().build();

  /** More digits than a whole number of 64 bits has. */
  private static final int TOO_LONG = 20;

  private TypedRow() {}

  /**
   * The same of a row's text. One that the source's format cannot write stays as it is.
   *
   * @throws IllegalArgumentException when the row is no JSON object
   */
  public static String fit(String row, Source source) {
    try {
      ObjectNode fitted = (ObjectNode) MAPPER.readTree(row);
      fit(fitted, source);
      return fitted.toString();
    } catch (DateTimeException e) {
      return row;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No JSON object: " + row, e);
    }
  }

  /**
   * Changes a row in place: a time as ISO-8601 where the source's format is another, and whole
   * numbers that came with a fraction of zero. What does not fit stays for the shaper to refuse.
   *
   * @throws DateTimeException when the source's format cannot write a time
   */
  static void fit(ObjectNode row, Source source) {
    Stream.concat(Stream.of(source.eventTime()), source.createdTime().stream())
        .forEach(time -> fitTime(row, time));
    for (Column column : source.columns()) {
      JsonNode value = row.get(column.name());
      if (value != null && value.isFloatingPointNumber() && whole(column)) {
        row.set(column.name(), withoutFraction(value));
      }
    }
  }

  /** Moves the value of each column and time to the field that messages have it in. */
  static void nest(ObjectNode row, Source source) {
    Stream.concat(
            source.columns().stream().map(Column::name),
            Stream.concat(Stream.of(source.eventTime()), source.createdTime().stream())
                .map(TimeColumn::column))
        .forEach(name -> {
          if (source.origin(name) instanceof Origin.Field(List<String> path)
              && !path.equals(List.of(name))
              && row.has(name)) {
            set(row, path, row.remove(name));
          }
        });
  }

  private static void set(ObjectNode row, List<String> path, JsonNode value) {
    ObjectNode inner = row;
    for (String name : path.subList(0, path.size() - 1)) {
      inner = inner.get(name) instanceof ObjectNode there ? there : inner.putObject(name);
    }
    inner.set(path.getLast(), value);
  }

  private static void fitTime(ObjectNode row, TimeColumn time) {
    JsonNode value = row.get(time.column());
    if (value == null || !value.isTextual() || reads(time.format(), value.textValue()) != null) {
      return;
    }
    Long micros = reads(TimeFormat.iso8601(), value.textValue());
    if (micros != null) {
      Object written = time.format().write(micros);
      if (!micros.equals(reads(time.format(), written))) {
        throw new DateTimeException(
            "Cannot write the time %s to field %s: its format has no place for all digits"
                .formatted(value.textValue(), time.column()));
      }
      row.set(time.column(), MAPPER.valueToTree(written));
    }
  }

  private static @Nullable Long reads(TimeFormat format, Object value) {
    try {
      return format.parse(value);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean whole(Column column) {
    return switch (column.type().scalar()) {
      case INT32, INT64 -> !column.type().array();
      case BOOL, FLOAT, DOUBLE, STRING, BYTES, TIMESTAMP -> false;
    };
  }

  /** A data frame turns a column of whole numbers into one of fractions when a value is missing. */
  private static JsonNode withoutFraction(JsonNode value) {
    BigDecimal number = value.decimalValue();
    boolean small = (long) number.precision() - number.scale() < TOO_LONG;
    return small && number.stripTrailingZeros().scale() <= 0
        ? MAPPER.getNodeFactory().numberNode(number.toBigInteger())
        : value;
  }
}
