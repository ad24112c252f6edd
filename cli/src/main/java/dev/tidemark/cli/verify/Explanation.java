package dev.tidemark.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Latest;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.join.KeyRecord;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events that a stored feature's value at T rests on, as each of the two stores has them.
 *
 * @param records what the history has of the key
 * @param time T, microseconds since the epoch
 */
record Explanation(Stored feature, KeyRecords records, long time) {
  private static final int SHOWN = 10;

  /** An event that counts. */
  private record Told(long eventTime, String text) {}

  /**
   * What a store has.
   *
   * @param events by their offsets
   */
  private record Side(String name, TreeMap<Long, Told> events, long lastOffset) {
    String summary() {
      return "%s: %,d %s; of the key's records it has those up to offset %d"
          .formatted(name, events.size(), events.size() == 1 ? "event" : "events", lastOffset);
    }
  }

  /** In lines: how many events each side has, and those that one of them alone has. */
  List<String> lines(NodeClient node) {
    JsonNode seen = ofLog(node.seen(question()));
    Side online = online(seen);
    Side history = history();
    List<String> lines = new ArrayList<>();
    lines.add("%s counts events %s".formatted(feature.reference(), within()));
    lines.add(online.summary());
    lines.add(history.summary());
    long keptFrom = keptFrom(seen);
    if (history.events.values().stream().anyMatch(event -> event.eventTime < keptFrom)) {
      lines.add(
          "of events before %s the online store keeps only sums"
              .formatted(Micros.format(keptFrom)));
    }
    lines.addAll(only(online, history, Long.MIN_VALUE));
    lines.addAll(only(history, online, keptFrom));
    return lines;
  }

  private static List<String> only(Side of, Side than, long from) {
    return of.events.entrySet().stream()
        .filter(event -> !than.events.containsKey(event.getKey()))
        .filter(event -> event.getValue().eventTime >= from)
        .limit(SHOWN)
        .map(event ->
            "only %s: offset %d, %s".formatted(of.name, event.getKey(), event.getValue().text))
        .toList();
  }

  private String within() {
    return switch (feature.feature()) {
      case Latest _ -> "until then, the newest of them";
      case Window window when window.lifetime() -> "before " + Micros.format(window.until(time));
      case Window window ->
          "from %s, before %s"
              .formatted(Micros.format(window.from(time)), Micros.format(window.until(time)));
    };
  }

  private Side history() {
    Map<Long, KeyRecord> byOffset = new TreeMap<>();
    records.records().forEach(record -> byOffset.put(record.event().position(), record));
    TreeMap<Long, Told> events = new TreeMap<>();
    for (Event event : records.events(records.records().size())) {
      KeyRecord record = byOffset.get(event.position());
      if (record == null || !counts(event)) {
        continue;
      }
      if (feature.feature() instanceof Latest) {
        events.clear();
      }
      String text =
          "%s, arrived %s"
              .formatted(
                  text(
                      event.eventTime(),
                      column() < 0 ? NullNode.getInstance() : JsonForm.of(event.value(column()))),
                  Micros.format(record.arrivalTime()));
      events.put(event.position(), new Told(event.eventTime(), text));
    }
    long last = records.records().isEmpty() ? -1 : records.records().getLast().event().position();
    return new Side("history", events, last);
  }

  private boolean counts(Event event) {
    return event.holds(condition())
        && switch (feature.feature()) {
          case Latest _ -> event.eventTime() <= time;
          case Window window -> within(window, event.eventTime());
        };
  }

  private boolean within(Window window, long eventTime) {
    return eventTime >= window.from(time) && eventTime < window.until(time);
  }

  /** The condition that an event has to hold; a window's says what its view's says as well. */
  private int condition() {
    return feature.feature() instanceof Window window
        ? window.window().condition()
        : feature.join().view().condition();
  }

  /** An event in words: its time and what is counted of it. */
  private String text(long eventTime, JsonNode value) {
    int column = column();
    return column < 0
        ? Micros.format(eventTime)
        : "%s, %s=%s".formatted(Micros.format(eventTime), name(column), JsonForm.text(value));
  }

  private int column() {
    return switch (feature.feature()) {
      case Latest latest -> latest.column();
      case Window window -> window.window().column();
    };
  }

  private String name(int column) {
    return feature.join().log().plan().schema().columns().get(column).name();
  }

  private Side online(JsonNode seen) {
    TreeMap<Long, Told> events = new TreeMap<>();
    JsonNode at = ofCondition(seen);
    JsonNode told =
        feature.feature() instanceof Latest
            ? JsonNodeFactory.instance.arrayNode().add(at.path("event"))
            : at.path("events");
    for (JsonNode event : told) {
      long eventTime = micros(event.path("event_time"));
      boolean counts =
          event.isObject()
              && (!(feature.feature() instanceof Window window) || within(window, eventTime));
      if (counts) {
        JsonNode value = column() < 0 ? event : event.path("values").path(name(column()));
        events.put(event.path("offset").asLong(), new Told(eventTime, text(eventTime, value)));
      }
    }
    return new Side("online", events, seen.path("last_offset").asLong());
  }

  private JsonNode ofLog(JsonNode seen) {
    return find(seen.path("logs"), "log", feature.join().log().table());
  }

  private JsonNode ofCondition(JsonNode seen) {
    String part = feature.feature() instanceof Latest ? "newest" : "windows";
    int condition = condition();
    List<String> conditions = feature.join().log().plan().schema().conditions();
    return find(seen.path(part), "where", condition < 0 ? null : conditions.get(condition));
  }

  private static JsonNode find(JsonNode elements, String field, @Nullable String text) {
    for (JsonNode element : elements) {
      if (Objects.equals(element.path(field).textValue(), text)) {
        return element;
      }
    }
    return MissingNode.getInstance();
  }

  private long keptFrom(JsonNode seen) {
    return micros(ofCondition(seen).path("kept_from"));
  }

  private static long micros(JsonNode time) {
    return time.isTextual() ? Micros.of(Instant.parse(time.textValue())) : Long.MIN_VALUE;
  }

  private ObjectNode question() {
    FeatureLog log = feature.join().log();
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("entity", log.entity().name());
    ObjectNode key = json.putObject("key");
    List<Column> fields = log.entity().keys();
    for (int i = 0; i < fields.size(); i++) {
      key.set(fields.get(i).name(), JsonForm.of(records.key().get(i)));
    }
    return json;
  }
}
