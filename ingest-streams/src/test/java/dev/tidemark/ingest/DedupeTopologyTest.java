package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.ShapePlan.Log;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedupeTopologyTest {
  private static final List<String> LOGS = List.of("log.page", "log.user");

  private final Counters counters = new Counters();
  private final ShapePlan plan = plan();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> events;

  private static ShapePlan plan() {
    Source source =
        Plans.source(
            new Source.Options(
                new Format.Json(),
                Map.of(),
                false,
                Optional.of(new Source.Identity("meta.id", Duration.ofHours(1))),
                Optional.empty()),
            Plans.columns("page:STRING", "user:STRING"));
    RowSchema schema = new RowSchema(0, Plans.columns("page:STRING"), List.of());
    return Plans.plan(
        source,
        new Log("log.page", Plans.columns("page:STRING"), schema),
        new Log("log.user", Plans.columns("user:STRING"), schema));
  }

  @BeforeEach
  void start(@TempDir Path directory) {
    Properties settings =
        new StreamsSettings(Map.of("bootstrap.servers", "nowhere:1"), directory, "node")
            .of(plan.application());
    driver =
        new TopologyTestDriver(
            ShapeTopology.of(plan, () -> plan, settings, Plans.SURROUNDINGS, counters),
            settings,
            Instant.now());
    events =
        driver.createInputTopic(
            "wikipedia.edits", new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private void edit(String page, String user, String id) {
    events.pipeInput(
        "{\"time\":\"2026-01-01\",\"page\":%s,\"user\":%s,\"meta\":{\"id\":%s}}"
            .formatted(page, user, id)
            .getBytes(StandardCharsets.UTF_8));
  }

  private List<TestRecord<byte[], byte[]>> rows(String topic) {
    TestOutputTopic<byte[], byte[]> log =
        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return log.readRecordsToList();
  }

  @Test
  void an_event_that_comes_again_is_dropped_and_counted() {
    edit("\"a\"", "\"u\"", "1");
    edit("\"a\"", "\"u\"", "1");
    edit("\"a\"", "\"u\"", "2");

    LOGS.forEach(log -> assertThat(rows(log)).as(log).hasSize(2));
    assertThat(counters.counts()).isEqualTo(new ShapeCounts(3, 2, Map.of(), 0));
  }

  @Test
  void an_id_is_one_of_its_key() {
    edit("\"a\"", "\"u\"", "1");
    edit("\"b\"", "\"u\"", "1");

    assertThat(rows("log.page")).hasSize(2);
    assertThat(rows("log.user")).hasSize(1);
  }

  @Test
  void events_without_an_id_all_pass() {
    edit("\"a\"", "\"u\"", "null");
    edit("\"a\"", "\"u\"", "null");

    LOGS.forEach(log -> assertThat(rows(log)).as(log).hasSize(2));
  }

  @Test
  void rows_in_the_log_have_no_headers() {
    edit("\"a\"", "\"u\"", "1");

    assertThat(rows("log.page").getFirst().headers()).isEmpty();
  }

  @Test
  void a_bad_event_becomes_a_dead_letter() {
    edit("\"a\"", "\"u\"", "1}");

    assertThat(rows(plan.deadLetters())).hasSize(1);
    LOGS.forEach(log -> assertThat(rows(log)).isEmpty());
  }

  @Test
  void what_stands_between_is_named_as_kafka_streams_names_it() {
    edit("\"a\"", "\"u\"", "1");

    assertThat(driver.producedTopicNames()).containsAll(DedupeTopology.hops(plan));
  }
}
