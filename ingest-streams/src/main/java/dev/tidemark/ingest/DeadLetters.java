package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.time.Micros;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Makes dead letters: the event as it was, with its own headers, and ours about it. */
public final class DeadLetters {
  private static final int MAX_DETAIL = 1_000;
  private static final int MAX_HEADERS = 64 * 1024;

  private final String source;
  private final InstantSource clock;

  public DeadLetters(String source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * A key or value too long for a record that a broker takes is cut, and a header {@code
   * tidemark.cut} tells the whole lengths of both; too many headers of the event's own are left
   * out. The event itself is where our headers say that it was read.
   *
   * @param from where the event was read
   */
  public Record<byte @Nullable [], byte @Nullable []> of(
      Record<byte @Nullable [], byte @Nullable []> event, Refused refused, RecordMetadata from) {
    Headers headers = room(event.headers());
    set(headers, "reason", refused.reason().code());
    set(headers, "detail", cut(refused.detail()));
    set(headers, "source", source);
    set(headers, "topic", from.topic());
    set(headers, "partition", Integer.toString(from.partition()));
    set(headers, "offset", Long.toString(from.offset()));
    set(headers, "time", Micros.format(Micros.ofMillis(clock.millis())));
    byte[] key = cut(event.key(), RowShaper.MAX_BYTES / 2);
    byte[] value = cut(event.value(), RowShaper.MAX_BYTES - (key == null ? 0 : key.length));
    if (length(key) < length(event.key()) || length(value) < length(event.value())) {
      set(headers, "cut", length(event.key()) + "," + length(event.value()));
    } else {
      headers.remove(DeadLetter.PREFIX + "cut");
    }
    return new Record<>(key, value, clock.millis(), headers);
  }

  private static Headers room(Headers own) {
    int size = 0;
    for (Header header : own) {
      size += header.key().length() + length(header.value());
    }
    return size > MAX_HEADERS ? new RecordHeaders() : new RecordHeaders(own.toArray());
  }

  /** In the place of one that the event may bear from an earlier refusal. */
  private static void set(Headers headers, String name, String value) {
    headers.remove(DeadLetter.PREFIX + name);
    headers.add(DeadLetter.PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String cut(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes, int limit) {
    return bytes == null || bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
