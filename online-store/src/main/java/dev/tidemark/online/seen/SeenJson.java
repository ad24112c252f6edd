package dev.tidemark.online.seen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.model.time.Micros;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a key, as trees that Jackson writes. Nothing of a value is lost, as it is in
 * lookups: times have their microseconds, and NaN and the infinities are strings.
 */
final class SeenJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private SeenJson() {}

  /** The whole answer. */
  static byte[] bytes(SeenKey key) {
    try {
      return MAPPER.writeValueAsBytes(of(key));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Trees of texts, numbers and bytes can be written", e);
    }
  }

  private static Map<String, @Nullable Object> of(SeenKey key) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("entity", key.entity());
    json.put("logs", key.logs().stream().map(SeenJson::of).toList());
    return json;
  }

  private static Map<String, @Nullable Object> of(SeenLog log) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("log", log.log());
    json.put("source", log.source());
    json.put("partition", log.partition());
    json.put("last_offset", log.lastOffset());
    json.put("deleted_before", time(log.deletedBefore()));
    json.put("newest", log.newest().stream().map(SeenJson::of).toList());
    json.put("windows", log.windows().stream().map(SeenJson::of).toList());
    return json;
  }

  private static Map<String, @Nullable Object> of(SeenLog.Newest newest) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("where", newest.where().orElse(null));
    json.put("event", newest.event().map(SeenJson::of).orElse(null));
    return json;
  }

  private static Map<String, @Nullable Object> of(SeenLog.Window window) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("where", window.where().orElse(null));
    json.put("kept_from", time(window.keptFrom()));
    json.put("events", window.events().stream().map(SeenJson::of).toList());
    json.put("more", window.more());
    return json;
  }

  private static Map<String, @Nullable Object> of(SeenEvent event) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    event.values().forEach((column, value) -> values.put(column, of(value)));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("event_time", time(event.eventTime()));
    json.put("created_time", time(event.createdTime()));
    json.put("offset", event.offset());
    json.put("values", values);
    return json;
  }

  private static @Nullable Object of(@Nullable Object value) {
    return switch (value) {
      case Instant time -> Micros.format(Micros.of(time));
      case List<?> list -> list.stream().<@Nullable Object>map(SeenJson::of).toList();
      case null, default -> value;
    };
  }

  private static @Nullable String time(long micros) {
    return micros == Micros.NONE ? null : Micros.format(micros);
  }
}
