package dev.tidemark.checker.check;

import dev.tidemark.checker.definition.Entity;
import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.event.Event;
import dev.tidemark.checker.oracle.Micros;
import dev.tidemark.checker.oracle.Row;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The feature logs, as they are at the end: which event each record is of, found by the stamp in
 * its bytes, in which order, and when it arrived.
 */
final class Logs {
  private static final Pattern STAMP = Pattern.compile("\\[(m\\d{6})@(\\d+)\\]");

  /** The first byte of a tombstone; its event time is in the next eight. */
  private static final byte TOMBSTONE = 2;

  private final Map<Log, Map<List<Object>, List<Row>>> rows = new HashMap<>();

  /**
   * Reads them.
   *
   * @param events all that were sent, by their marks
   */
  Logs(Cluster cluster, List<Log> logs, Map<String, Event> events, Problems problems) {
    Map<Entity, Map<ByteBuffer, List<Object>>> keys = keys(events);
    for (Log log : logs) {
      Map<List<Object>, List<Row>> ofLog = new HashMap<>();
      rows.put(log, ofLog);
      for (ConsumerRecord<byte[], byte[]> record : cluster.log(log)) {
        List<Object> key = keys.get(log.entity()).get(ByteBuffer.wrap(record.key()));
        Row row = key == null ? null : row(log, key, record, events);
        if (row == null) {
          problems.add("Log %s holds %s, which nobody sent", log, record);
        } else {
          ofLog.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
        }
      }
    }
  }

  private static Map<Entity, Map<ByteBuffer, List<Object>>> keys(Map<String, Event> events) {
    Map<Entity, Map<ByteBuffer, List<Object>>> keys = new HashMap<>();
    for (Entity entity : Entity.values()) {
      Map<ByteBuffer, List<Object>> ofEntity = new HashMap<>();
      keys.put(entity, ofEntity);
      for (Event event : events.values()) {
        List<Object> key = event.key(entity);
        if (key != null) {
          ofEntity.put(KeyBytes.of(entity, key), key);
        }
      }
    }
    return keys;
  }

  private static Row row(
      Log log, List<Object> key, ConsumerRecord<byte[], byte[]> record, Map<String, Event> events) {
    Matcher stamp = STAMP.matcher(new String(record.value(), StandardCharsets.ISO_8859_1));
    Event event = null;
    int version = 0;
    if (record.value()[0] == TOMBSTONE) {
      event = deletion(ByteBuffer.wrap(record.value()).getLong(1), events);
    } else if (stamp.find()) {
      event = events.get(stamp.group(1));
      version = Integer.parseInt(stamp.group(2));
    }
    boolean known = event != null && event.time() != null && key.equals(event.key(log.entity()));
    return known
        ? new Row(
            log,
            key,
            record.partition(),
            record.offset(),
            record.timestamp() * 1_000,
            event,
            version,
            Micros.of(event.time()))
        : null;
  }

  /** No two deletions are of one time. */
  private static Event deletion(long time, Map<String, Event> events) {
    return events.values().stream()
        .filter(event -> event.kind() instanceof Event.Kind.Deletion)
        .filter(event -> Micros.of(event.time()) == time)
        .findFirst()
        .orElse(null);
  }

  /** What a log holds of a key, in its order. */
  List<Row> of(Log log, List<Object> key) {
    return key == null ? List.of() : rows.get(log).getOrDefault(key, List.of());
  }

  /** All rows of a log, key by key. */
  List<List<Row>> of(Log log) {
    return List.copyOf(rows.get(log).values());
  }

  List<Log> all() {
    return List.copyOf(rows.keySet());
  }
}
