package dev.tidemark.checker.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.checker.definition.Column;
import dev.tidemark.checker.definition.Entity.Key;
import dev.tidemark.checker.definition.Source;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes events as a source reads them. */
public final class Message {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Message() {}

  /** The value of a record; null for none. */
  private static byte[] of(Event event, Source source) {
    return switch (event.kind()) {
      case Event.Kind.Deletion deletion -> null;
      case Event.Kind.Good good -> utf8(fields(event, source).toString());
      case Event.Kind.Bad(Fault fault) ->
          fault == Fault.NO_VALUE ? null : utf8(spoilt(fault, fields(event, source)));
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The object of an event. */
  public static ObjectNode fields(Event event, Source source) {
    ObjectNode json = JSON.createObjectNode();
    json.put("mark", event.mark());
    event
        .keys()
        .forEach((key, value) -> {
          if (!source.outside(key)) {
            json.set(key.text(), JSON.valueToTree(value));
          }
        });
    if (event.time() != null) {
      json.set("at", JSON.valueToTree(time(event.time(), source.time())));
    }
    if (event.created() != null) {
      json.put("written", event.created().toEpochMilli());
    }
    if (event.id() != null) {
      json.put("id", event.id());
    }
    event
        .values()
        .forEach((column, value) -> json.set(column.text(), JSON.valueToTree(json(value))));
    json.put("unknown", "field");
    return json;
  }

  private static Object json(Object value) {
    return value instanceof Instant time ? time.toString() : value;
  }

  /** The times of a source, no finer than it writes them. */
  static Instant cut(Instant time, Source.Time format) {
    return time.truncatedTo(
        format == Source.Time.EPOCH_MILLIS ? ChronoUnit.MILLIS : ChronoUnit.MICROS);
  }

  private static Object time(Instant time, Source.Time format) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
    return switch (format) {
      case ISO_8601 -> time.toString();
      case EPOCH_MILLIS -> time.toEpochMilli();
      case EPOCH_MICROS -> micros;
      case EPOCH_SECONDS -> BigDecimal.valueOf(micros, 6);
    };
  }

  private static String spoilt(Fault fault, ObjectNode json) {
    switch (fault) {
      case NOT_JSON -> {
        return List.of(json).toString();
      }
      case CUT_SHORT -> {
        return json.toString().substring(0, json.toString().length() - 1);
      }
      case NO_BYTES -> {
        return "";
      }
      case HALF_A_CHARACTER -> {
        return json.put(Column.ITEM.text(), "HALF").toString().replace("HALF", "\\ud834");
      }
      case BEYOND_DOUBLES -> {
        return json.put(Column.PRICE.text(), "HUGE").toString().replace("\"HUGE\"", "1e999");
      }
      case TEXT_FOR_NUMBER -> json.put(Column.AMOUNT.text(), "many");
      case NUMBER_TOO_LARGE -> json.put(Column.SMALL.text(), 3_000_000_000L);
      case NUMBER_FOR_TRUTH -> json.put(Column.FLAG.text(), 1);
      case NOT_A_NUMBER -> json.put(Column.PRICE.text(), "NaN");
      case UNREADABLE_TIME -> json.put("at", "yesterday");
      case NO_VALUE, NO_TIME, FROM_THE_FUTURE, NO_KEY -> {
        // What is wrong stands in the event itself
      }
    }
    return json.toString();
  }

  /** The record of an event, as producers send it. */
  public static ProducerRecord<byte[], byte[]> record(Event event, Source source) {
    // Deletions have the time of their record
    Long timestamp =
        event.kind() instanceof Event.Kind.Deletion ? event.time().toEpochMilli() : null;
    var sent =
        new ProducerRecord<>(
            source.topic(), null, timestamp, key(event, source), of(event, source));
    // Of some, the message cannot tell it
    sent.headers().add("mark", utf8(event.mark()));
    event
        .keys()
        .forEach((key, value) -> {
          if (source.outside(key) && key != Key.USER) {
            sent.headers().add("h-" + key.text(), utf8(value.toString()));
          }
        });
    return sent;
  }

  /**
   * The key of a record: the source's own, or the first key that there is. Where ids tell events
   * apart there is none, so that repetitions come through several partitions.
   */
  private static byte[] key(Event event, Source source) {
    Object user = event.keys().get(Key.USER);
    if (source.keyed()) {
      return user == null ? null : utf8(user.toString());
    }
    Object key = user == null ? event.keys().get(Key.A) : user;
    return key == null || source.deduped() ? null : utf8(key.toString());
  }
}
