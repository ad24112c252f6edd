package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.row.RowReader;
import dev.tidemark.model.row.RowSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapeTopologyTest {
  private static final String EDIT =
      "{\"time\":\"2026-01-01\",\"page\":\"Zürich\",\"user\":\"u\",\"delta\":7,\"isRobot\":false}";

  private ShapePlan plan = Plans.wikipedia();
  private final Counters counters = new Counters();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> events;
  private TestOutputTopic<byte[], byte[]> deadLetters;

  @BeforeEach
  void start(@TempDir Path directory) {
    Properties settings =
        new StreamsSettings(Map.of("bootstrap.servers", "nowhere:1"), directory, "node")
            .of(plan.application());
    driver =
        new TopologyTestDriver(
            ShapeTopology.of(plan, () -> plan, settings, Plans.SURROUNDINGS, counters),
            settings,
            Plans.NOW);
    events =
        driver.createInputTopic(
            "wikipedia.edits", new ByteArraySerializer(), new ByteArraySerializer());
    deadLetters = output(plan.deadLetters());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String header(Headers headers, String name) {
    List<String> values = new java.util.ArrayList<>();
    for (Header header : headers.headers("tidemark." + name)) {
      values.add(new String(header.value(), StandardCharsets.UTF_8));
    }
    assertThat(values).as("tidemark." + name).hasSize(1);
    return values.getFirst();
  }

  @Test
  void rows_go_to_the_logs_of_their_entities_without_the_events_headers() {
    Headers headers = new RecordHeaders().add("trace", utf8("17"));
    events.pipeInput(new TestRecord<>(utf8("key"), utf8(EDIT), headers));

    TestRecord<byte[], byte[]> page = output("tidemark.wiki.log.edits.page").readRecord();
    assertThat(page.key())
        .isEqualTo(new byte[] {7, 'Z', (byte) 0xc3, (byte) 0xbc, 'r', 'i', 'c', 'h'});
    assertThat(page.headers()).isEmpty();
    assertThat(output("tidemark.wiki.log.edits.user").readRecordsToList()).hasSize(1);
    assertThat(output("tidemark.wiki.log.edits.channel").isEmpty()).isTrue();
    assertThat(deadLetters.isEmpty()).isTrue();
    assertThat(counters.counts()).isEqualTo(new ShapeCounts(1, 0, Map.of(), 0));
  }

  @Test
  void a_bad_event_becomes_a_dead_letter_and_the_rest_goes_on() {
    Headers own =
        new RecordHeaders().add("trace", utf8("17")).add("tidemark.reason", utf8("earlier"));
    events.pipeInput(utf8("k0"), utf8(EDIT));
    events.pipeInput(new TestRecord<>(utf8("k1"), utf8("{\"time\":"), own));
    events.pipeInput(utf8("k2"), utf8(EDIT));

    TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo(utf8("k1"));
    assertThat(letter.value()).isEqualTo(utf8("{\"time\":"));
    assertThat(letter.headers().lastHeader("trace").value()).isEqualTo(utf8("17"));
    assertThat(header(letter.headers(), "reason")).isEqualTo("malformed_json");
    assertThat(header(letter.headers(), "detail")).startsWith("Cannot read event as JSON: ");
    assertThat(header(letter.headers(), "source")).isEqualTo("edits");
    assertThat(header(letter.headers(), "topic")).isEqualTo("wikipedia.edits");
    assertThat(header(letter.headers(), "partition")).isEqualTo("0");
    assertThat(header(letter.headers(), "offset")).isEqualTo("1");
    assertThat(header(letter.headers(), "time")).isEqualTo("2026-06-01T12:00:00Z");
    assertThat(output("tidemark.wiki.log.edits.page").readRecordsToList()).hasSize(2);
    assertThat(counters.counts()).isEqualTo(new ShapeCounts(2, 0, Map.of("malformed_json", 1L), 0));
  }

  @Test
  void an_event_without_key_or_value_is_a_dead_letter_without_key_or_value() {
    events.pipeInput(new TestRecord<>(null, null));
    TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isNull();
    assertThat(header(letter.headers(), "reason")).isEqualTo("empty");
  }

  @Test
  void a_dead_letter_too_long_for_a_broker_is_cut_and_says_so() {
    byte[] key = new byte[10];
    byte[] value = new byte[1_000_000];
    Arrays.fill(value, (byte) 'x');
    Headers own = new RecordHeaders().add("large", new byte[100_000]);
    events.pipeInput(new TestRecord<>(key, value, own));
    TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).hasSize(RowShaper.MAX_BYTES - key.length);
    assertThat(letter.headers().lastHeader("large")).isNull();
    assertThat(header(letter.headers(), "cut")).isEqualTo("10,1000000");
  }

  @Test
  void another_plan_holds_from_the_next_event_on() {
    TestOutputTopic<byte[], byte[]> users = output("tidemark.wiki.log.edits.user");
    events.pipeInput(utf8("k"), utf8(EDIT));
    ShapePlan.Log user = plan.logs().get(1);
    RowSchema more = new RowSchema(1, Plans.columns("page:STRING", "delta:INT64"), List.of());
    plan =
        new ShapePlan(
            plan.application(),
            plan.source(),
            plan.deadLetters(),
            List.of(
                plan.logs().get(0),
                new ShapePlan.Log(user.topic(), user.keys(), more),
                plan.logs().get(2)),
            plan.partitions());
    events.pipeInput(utf8("k"), utf8(EDIT));

    RowReader rows = new RowReader(List.of(user.schema(), more), more);
    assertThat(users.readValuesToList())
        .extracting(bytes -> rows.read(bytes, 0, 0).value(1))
        .containsExactly(null, 7L);
  }

  @Test
  void kafka_streams_gets_every_client_that_it_asks_for() {
    // No broker is needed: clients connect later, and Streams builds its admin at once
    Map<String, String> kafka = Map.of("bootstrap.servers", "localhost:1");
    Properties settings = new StreamsSettings(kafka, Path.of("unused"), "node").of("app");
    try (KafkaStreams streams =
        new KafkaStreams(
            ShapeTopology.of(plan, () -> plan, settings, Plans.SURROUNDINGS, counters),
            settings,
            new StableClients("app", "node"))) {
      assertThat(streams.state()).isEqualTo(KafkaStreams.State.CREATED);
    }
  }

  @Test
  void the_streams_settings_bear_names_that_a_restart_keeps() {
    Map<String, Object> producer =
        Map.of("transactional.id", "app-3f0c9b1e-0000-4000-8000-000000000000-1");
    assertThat(new StableClients("app", "node").settings(producer))
        .containsEntry("transactional.id", "app.node-1");
  }
}
