package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.ingest.ShapeResult.Row;
import dev.tidemark.ingest.ShapeResult.Shaped;
import dev.tidemark.model.time.Micros;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Any bytes at all: each event is shaped or refused, and nothing else happens. */
class ShaperFuzzTest {
  private static final int EVENTS = 20_000;
  private static final long LATEST = Micros.of(Plans.NOW.plusSeconds(300));
  private static final Headers HEADERS = new RecordHeaders();
  private static final long SEED = Long.getLong("tests.seed", System.nanoTime());

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1.5",
          "1e400",
          "-1e-400",
          "92233720368547758080",
          "\"\"",
          "\"x\"",
          "\"Zürich 東京 🦆\"",
          "\"\\ud83e\"",
          "\"\\ud83e\\udd86\"",
          "\"\\u0000\"",
          "\"2026-01-01T00:00:00Z\"",
          "\"9999-01-01\"",
          "[]",
          "[1,null]",
          "[\"a\",[2]]",
          "{}",
          "{\"page\":{\"page\":[]}}",
          "1e99999999999",
          "9".repeat(1_001),
          "\"\\/\\b\\f\"");

  private static final List<String> FIELDS =
      List.of(
          "time",
          "recorded_at",
          "page",
          "user",
          "channel",
          "delta",
          "added",
          "isRobot",
          "isNew",
          "countryName",
          "unknown",
          "p\\u0061ge",
          "",
          "🦆");

  private final Random random = new Random(SEED);
  private final Rows rows = new Rows(Plans.wikipedia());
  private final Shaper shaper = new Shaper(rows.plan(), Plans.SURROUNDINGS);
  private final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
  private int shaped;

  @Test
  void every_event_is_shaped_or_refused() {
    System.out.println("ShaperFuzzTest: -Dtests.seed=" + SEED);
    for (int i = 0; i < EVENTS; i++) {
      byte[] event =
          switch (i % 4) {
            case 0 -> noise();
            case 1 -> object(false);
            case 2 -> object(true);
            default -> mutated(object(true));
          };
      check(event);
    }
    assertThat(shaped).as("shaped of seed %s", SEED).isGreaterThan(EVENTS / 50);
    assertThat(refused.keySet())
        .as("reasons of seed %s", SEED)
        .contains(
            Reason.EMPTY,
            Reason.MALFORMED_JSON,
            Reason.WRONG_TYPE,
            Reason.INVALID_TEXT,
            Reason.BAD_EVENT_TIME,
            Reason.MISSING_EVENT_TIME,
            Reason.EVENT_TIME_IN_FUTURE)
        .doesNotContain(Reason.FAILED);
  }

  private void check(byte[] event) {
    String shown = "seed " + SEED + ", event " + Base64.getEncoder().encodeToString(event);
    ShapeResult result = shaper.shape(null, HEADERS, event);
    assertThat(shaper.shape(null, HEADERS, event).getClass())
        .as(shown)
        .isEqualTo(result.getClass());
    switch (result) {
      case Shaped(List<Row> written, var id, int _) -> {
        shaped++;
        assertThat(written).as(shown).isNotEmpty();
        for (Row row : written) {
          assertThat(rows.read(row).eventTime()).as(shown).isBetween(Micros.MIN, LATEST);
        }
      }
      case Refused(Reason reason, String detail) -> {
        refused.merge(reason, 1, Integer::sum);
        assertThat(reason).as(shown + ": " + detail).isNotEqualTo(Reason.FAILED);
        assertThat(detail).as(shown).isNotBlank();
      }
    }
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[0] = '{';
    }
    return bytes;
  }

  /**
   * An object of random fields.
   *
   * @param likely mostly with values that fit
   */
  private byte[] object(boolean likely) {
    StringBuilder json = new StringBuilder("{");
    if (likely) {
      json.append("\"time\":\"2026-01-0").append(random.nextInt(10)).append("T00:00:00Z\",");
      json.append("\"page\":\"p")
          .append(random.nextInt(9))
          .append("\",\"delta\":")
          .append(random.nextInt(400) - 200);
    }
    for (int i = likely ? random.nextInt(3) : random.nextInt(12) + 1; i > 0; i--) {
      json.append(json.length() > 1 ? "," : "").append('"').append(any(FIELDS)).append("\":");
      json.append(any(VALUES));
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private byte[] mutated(byte[] event) {
    byte[] bytes = event.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }
}
