package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.ingest.ShapeResult.Shaped;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Poison among good events, in JSON and in Avro: rows and dead letters together are all of it. */
class PoisonTest {
  private static final int EVENTS = 100_000;
  private static final long SEED = Long.getLong("tests.seed", System.nanoTime());
  private static final Headers NONE = new RecordHeaders();

  private static final String SCHEMA =
      """
      {"type": "record", "name": "E", "fields": [
        {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "score", "type": ["null", "double", "string"]},
        {"name": "text", "type": "string"},
        {"name": "list", "type": {"type": "array", "items": "long"}}
      ]}
      """;

  private static final Schema AVRO = new Schema.Parser().parse(SCHEMA);
  private static final long GOOD_TIME = 1_767_225_600_000L;
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private final Random random = new Random(SEED);
  private final Map<Reason, Integer> letters = new EnumMap<>(Reason.class);
  private int rows;
  private int good;

  private static Shaper shaper(Format format) {
    Map<String, Origin> key = Map.of("page", new Origin.Key());
    Source source =
        Plans.source(
            Plans.options(format, key),
            Plans.columns("page:STRING", "score:DOUBLE", "text:STRING", "list:ARRAY<INT64>"));
    return new Shaper(Plans.plan(source), Plans.SURROUNDINGS);
  }

  @Test
  void every_event_of_a_poison_stream_is_accounted_for() {
    System.out.println("PoisonTest: -Dtests.seed=" + SEED);
    Shaper json = shaper(new Format.Json());
    Shaper avro = shaper(new Format.Avro(Optional.of(new SchemaFile("e.avsc", SCHEMA))));
    for (int i = 0; i < EVENTS; i++) {
      boolean poison = random.nextBoolean();
      boolean inJson = random.nextBoolean();
      byte[] key = poison && random.nextInt(10) == 0 ? null : "p".getBytes(StandardCharsets.UTF_8);
      byte[] message = inJson ? json(poison) : avro(poison);
      good += poison ? 0 : 1;
      count((inJson ? json : avro).shape(key, NONE, message), poison);
    }

    int refused = letters.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(rows + refused).as("seed %s", SEED).isEqualTo(EVENTS);
    assertThat(rows).as("seed %s", SEED).isGreaterThanOrEqualTo(good);
    assertThat(letters.keySet())
        .as("seed %s", SEED)
        .contains(
            Reason.MALFORMED_JSON,
            Reason.MALFORMED_AVRO,
            Reason.WRONG_TYPE,
            Reason.NON_FINITE,
            Reason.BAD_EVENT_TIME,
            Reason.NULL_KEY,
            Reason.ROW_TOO_LARGE)
        .doesNotContain(Reason.FAILED);
  }

  private void count(ShapeResult result, boolean poison) {
    switch (result) {
      case Shaped shaped -> rows += shaped.rows().size();
      case Refused refused -> {
        assertThat(poison).as("seed %s: %s", SEED, refused).isTrue();
        letters.merge(refused.reason(), 1, Integer::sum);
      }
    }
  }

  private byte[] json(boolean poison) {
    String event = "{\"time\":%s,\"score\":%s,\"text\":%s,\"list\":[1,2]}";
    String time = "\"2026-01-01T00:00:00Z\"";
    String[] values = {time, "1.5", "\"t\""};
    if (poison) {
      switch (random.nextInt(8)) {
        case 0 -> {
          return noise();
        }
        case 1 -> values[0] = "\"10000-01-01T00:00:00Z\"";
        case 2 -> values[1] = "\"NaN\"";
        case 3 -> values[1] = "NaN";
        case 4 -> values[1] = "[]";
        case 5 -> values[2] = huge();
        case 6 -> values[2] = "{\"a\":[1]}";
        default -> {
          byte[] whole = event.formatted((Object[]) values).getBytes(StandardCharsets.UTF_8);
          return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
      }
    }
    return event.formatted((Object[]) values).getBytes(StandardCharsets.UTF_8);
  }

  /** Seldom longer than a row may be. */
  private String huge() {
    return "\"" + "x".repeat(random.nextInt(200) == 0 ? 1_000_000 : 1_000) + "\"";
  }

  private byte[] avro(boolean poison) {
    GenericRecord record = new GenericData.Record(AVRO);
    record.put("time", GOOD_TIME);
    record.put("score", 1.5);
    record.put("text", "t");
    record.put("list", List.of(1L, 2L));
    if (poison) {
      switch (random.nextInt(7)) {
        case 0 -> {
          return noise();
        }
        case 1 -> record.put("time", YEAR_10000);
        case 2 -> record.put("score", random.nextBoolean() ? Double.NaN : 1 / 0.0);
        case 3 -> record.put("score", "x");
        case 4 -> record.put("text", huge());
        case 5 -> {
          byte[] whole = AvroDecoderTest.bytes(record);
          return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
        default -> {
          byte[] bytes = AvroDecoderTest.bytes(record);
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          return bytes;
        }
      }
    }
    return AvroDecoderTest.bytes(record);
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(60)];
    random.nextBytes(bytes);
    return bytes;
  }
}
