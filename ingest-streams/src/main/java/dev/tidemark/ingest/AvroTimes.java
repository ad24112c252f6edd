package dev.tidemark.ingest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What Avro's logical types make of numbers: instants. Local times are taken as UTC. */
final class AvroTimes {
  private AvroTimes() {}

  /** The value, as an instant where its schema says that it is a time. */
  static @Nullable Object of(Schema schema, @Nullable Object value) {
    if (value instanceof List<?> list && schema.getType() == Schema.Type.ARRAY) {
      List<@Nullable Object> times = new ArrayList<>(list.size());
      Schema element = schema.getElementType();
      if (element.isUnion()) {
        element =
            element.getTypes().stream()
                .filter(s -> s.getLogicalType() != null)
                .findFirst()
                .orElse(element);
      }
      for (Object each : list) {
        times.add(of(element, each));
      }
      return times;
    }
    LogicalType type = schema.getLogicalType();
    return type != null && value instanceof Number number
        ? time(type.getName(), number.longValue(), value)
        : value;
  }

  private static Object time(String type, long count, Object value) {
    return switch (type) {
      case "date" -> Instant.EPOCH.plus(count, ChronoUnit.DAYS);
      case "timestamp-millis", "local-timestamp-millis" -> Instant.ofEpochMilli(count);
      case "timestamp-micros", "local-timestamp-micros" ->
          Instant.EPOCH.plus(count, ChronoUnit.MICROS);
      case "timestamp-nanos", "local-timestamp-nanos" ->
          Instant.EPOCH.plus(count, ChronoUnit.NANOS);
      default -> value;
    };
  }
}
