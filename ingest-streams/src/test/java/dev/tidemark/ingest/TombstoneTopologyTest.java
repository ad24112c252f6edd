package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.ShapePlan.Log;
import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.ingest.ShapeResult.Shaped;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record without a value deletes the keys that stand outside of its message. */
class TombstoneTopologyTest {
  private static final Instant WHEN = Plans.NOW.minusSeconds(60);
  private static final KeyCodec CODEC = new KeyCodec(Plans.columns("k:STRING"));

  private final ShapePlan plan = plan(Map.of("page", new Origin.Key()));

  private static ShapePlan plan(Map<String, Origin> origins) {
    RowSchema schema = new RowSchema(0, List.of(), List.of());
    return Plans.plan(
        Plans.source(
            Plans.options(new Format.Json(), origins), Plans.columns("page:STRING", "user:STRING")),
        new Log("log.page", Plans.columns("page:STRING"), schema),
        new Log("log.user", Plans.columns("user:STRING"), schema));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ShapeResult delete(Map<String, Origin> origins, byte[] key, Headers headers) {
    return new Shaper(plan(origins), Plans.SURROUNDINGS).delete(key, headers, WHEN.toEpochMilli());
  }

  @Test
  void it_becomes_a_tombstone_in_the_logs_of_those_keys(@TempDir Path directory) {
    Properties settings =
        new StreamsSettings(Map.of("bootstrap.servers", "nowhere:1"), directory, "node")
            .of(plan.application());
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            ShapeTopology.of(plan, () -> plan, settings, Plans.SURROUNDINGS, new Counters()),
            settings)) {
      driver
          .createInputTopic("wikipedia.edits", new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(new TestRecord<>(utf8("Zürich"), null, WHEN));

      TestRecord<byte[], byte[]> row =
          driver
              .createOutputTopic(
                  "log.page", new ByteArrayDeserializer(), new ByteArrayDeserializer())
              .readRecord();
      assertThat(row.key()).isEqualTo(CODEC.encode(new Object[] {"Zürich"}));
      assertThat(Tombstone.read(row.value())).isEqualTo(new Tombstone(Micros.of(WHEN)));
      assertThat(row.timestamp()).isEqualTo(Plans.NOW.toEpochMilli());
      assertThat(driver.producedTopicNames()).containsExactly("log.page");
    }
  }

  @Test
  void a_key_may_stand_in_a_header() {
    Headers headers = new RecordHeaders().add("user", utf8("u"));
    Map<String, Origin> origins =
        Map.of("page", new Origin.Key(), "user", new Origin.Header("user"));

    assertThat(((Shaped) delete(origins, utf8("p"), headers)).rows())
        .extracting(ShapeResult.Row::topic)
        .containsExactly("log.page", "log.user");
    assertThat(((Shaped) delete(origins, null, headers)).rows())
        .extracting(ShapeResult.Row::topic)
        .containsExactly("log.user");
  }

  @Test
  void without_a_key_it_is_a_dead_letter() {
    Map<String, Origin> origins = Map.of("page", new Origin.Key());

    assertThat(((Refused) delete(origins, null, new RecordHeaders())).reason())
        .isEqualTo(Reason.NULL_KEY);
  }

  @Test
  void where_all_keys_stand_in_messages_it_is_a_dead_letter_that_says_so() {
    assertThat(delete(Map.of(), utf8("p"), new RecordHeaders()))
        .isEqualTo(
            new Refused(
                Reason.EMPTY,
                "Cannot read event: it has no value; expected a JSON object; it would delete a key"
                    + " if the key columns of an entity were read from the record's key or"
                    + " headers"));
  }

  @Test
  void from_the_future_it_deletes_nothing() {
    ShapeResult result =
        new Shaper(plan, Plans.SURROUNDINGS)
            .delete(utf8("p"), new RecordHeaders(), Plans.NOW.plusSeconds(301).toEpochMilli());

    assertThat(((Refused) result).reason()).isEqualTo(Reason.EVENT_TIME_IN_FUTURE);
  }
}
