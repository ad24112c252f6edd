package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.deadletter.Choice;
import dev.tidemark.cli.deadletter.LetterBox;
import dev.tidemark.cli.deadletter.LetterId;
import dev.tidemark.cli.deadletter.Replay;
import dev.tidemark.cli.deadletter.Replayable;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is refused can be looked at, and sent again when the definitions are mended. */
@ExtendWith(SharedCluster.class)
class DeadLettersCommandTest {
  private static final String WHOLE_PRICES = "{name: price, type: INT64}";
  private static final String CUSTOMER_7 =
      """
      {"features": ["orders_of_customer:orders"], "entities": {"customer": [7]}}\
      """;
  private static final String HALF =
      Shop.order(7, "tea", 2.5, "2026-01-01T10:00:00Z", "2026-01-01T10:00:01Z");

  /** A repository that refuses prices that are not whole. */
  private static TestRepository strict(Cluster cluster, Path folder, String project) {
    return TestRepository.on(cluster, folder, project)
        .write(
            "shop.yaml",
            Shop.DEFINITIONS
                .formatted(project)
                .replace("{name: price, type: DOUBLE}", WHOLE_PRICES));
  }

  private static void send(Cluster cluster, String topic, int partition, byte[] key, byte[] value)
      throws Exception {
    Map<String, Object> settings =
        new HashMap<>(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  partition,
                  key,
                  value,
                  List.of(new RecordHeader("trace", new byte[] {1, (byte) 0xFF}))))
          .get();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(TestCommand command) throws Exception {
    return new ObjectMapper().readTree(command.out());
  }

  private static int orders(Node node) {
    return new Http(node.http()).lookup(CUSTOMER_7).values("orders").get(0).asInt();
  }

  @Test
  void an_event_that_was_refused_counts_once_when_it_is_replayed(
      Cluster cluster, @TempDir Path folder) throws Exception {
    TestRepository repository = strict(cluster, folder, "remedied");
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      send(cluster, "remedied.orders", 2, bytes("7"), bytes(HALF));
      send(cluster, "remedied.orders", 1, bytes("7"), bytes("{"));
      TestCommand.done(folder, "status", "--wait");
      assertThat(orders(node)).isZero();

      JsonNode list = json(TestCommand.done(folder, "dead-letters", "list", "--json"));
      assertThat(list.path("letters")).hasSize(2);
      JsonNode letter =
          json(TestCommand.done(folder, "dead-letters", "list", "--reason", "wrong_type", "--json"))
              .path("letters")
              .get(0);
      String id = letter.path("id").asText();
      assertThat(letter.path("event").path("partition").asInt()).isEqualTo(2);
      assertShown(folder, id);

      TestCommand early = TestCommand.done(folder, "dead-letters", "replay", id, "--yes");
      assertThat(early.out()).isEqualTo("Replayed 1 events into remedied.orders\n");
      TestCommand.done(folder, "status", "--wait");
      assertThat(orders(node)).as("it is refused again").isZero();

      repository.write("shop.yaml", Shop.DEFINITIONS.formatted("remedied"));
      TestCommand.done(folder, "apply", "--yes", "--allow-breaking");
      TestCommand.done(folder, "status", "--wait");
      String[] replay = {"dead-letters", "replay", "--reason", "wrong_type", "--yes"};
      TestCommand done = TestCommand.done(folder, replay);
      assertThat(done.out()).isEqualTo("Replayed 1 events into remedied.orders\n");
      assertThat(done.err()).startsWith("Left out 1 that were replayed before; --again");
      TestCommand.done(folder, "status", "--wait");
      assertThat(orders(node)).isEqualTo(1);

      TestCommand second = TestCommand.done(folder, replay);
      assertThat(second.out()).isEmpty();
      assertThat(second.err()).contains("Left out 2", "Nothing was replayed.");
      TestCommand.done(folder, "status", "--wait");
      assertThat(orders(node)).isEqualTo(1);
      assertThat(TestCommand.done(folder, "dead-letters", "list").out())
          .containsPattern(id + " .* wrong_type +2:0 +replayed +Cannot read field price as INT64")
          .containsPattern("orders +malformed_json +1 +0\n")
          .containsPattern("orders +wrong_type +2 +2\n");

      TestCommand.done(folder, "dead-letters", "replay", id, "--again", "--yes");
      TestCommand.done(folder, "status", "--wait");
      assertThat(orders(node)).as("whoever insists").isEqualTo(2);
    }
  }

  private static void assertShown(Path folder, String id) throws Exception {
    JsonNode shown = json(TestCommand.done(folder, "dead-letters", "show", id, "--json"));
    assertThat(shown.path("value").path("text").asText()).isEqualTo(HALF);
    assertThat(shown.path("key").path("text").asText()).isEqualTo("7");
    assertThat(shown.path("headers").toString())
        .isEqualTo("[{\"name\":\"trace\",\"value\":{\"hex\":\"01ff\"}}]");
    assertThat(TestCommand.done(folder, "dead-letters", "show", id).out())
        .contains("wrong_type", "topic remedied.orders, partition 2, offset 0", "0x01ff", HALF);
    Process raw =
        new ProcessBuilder(
                TidemarkProcess.command(
                    "dead-letters", "show", id, "--raw", "-C", folder.toString()))
            .start();
    assertThat(raw.getInputStream().readAllBytes()).isEqualTo(bytes(HALF));
    assertThat(raw.waitFor()).isZero();
  }

  @Test
  void an_event_that_was_cut_is_replayed_while_its_topic_has_it(
      Cluster cluster, @TempDir Path folder) throws Exception {
    strict(cluster, folder, "cut");
    byte[] large = bytes("{\"item\": \"" + "x".repeat(1_020_000) + "\"");
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce();
        Admin admin = Admin.create(new HashMap<>(node.kafka()))) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      send(cluster, "cut.orders", 0, bytes("7"), large);
      TestCommand.done(folder, "status", "--wait");
      JsonNode shown =
          json(TestCommand.done(folder, "dead-letters", "show", "orders/0/0", "--json"));
      assertThat(shown.path("whole_length").path("value").asInt()).isEqualTo(large.length);
      assertThat(shown.path("value").path("text").asText().length()).isLessThan(large.length);

      TestCommand.done(folder, "dead-letters", "replay", "orders/0/0", "--yes");
      TestCommand.done(folder, "status", "--wait");
      String again =
          json(TestCommand.done(folder, "dead-letters", "list", "--json"))
              .path("letters")
              .get(1)
              .path("id")
              .asText();
      JsonNode twin = json(TestCommand.done(folder, "dead-letters", "show", again, "--json"));
      assertThat(twin.path("value")).isEqualTo(shown.path("value"));
      assertThat(twin.path("whole_length")).isEqualTo(shown.path("whole_length"));

      TopicPartition partition = new TopicPartition("cut.orders", 0);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1))).all().get();
      TestCommand lost = TestCommand.run(folder, "dead-letters", "replay", again, "--yes");
      assertThat(lost.exitCode()).isEqualTo(1);
      assertThat(lost.err())
          .contains("Cannot replay dead letter " + again, "topic cut.orders no longer holds");
    }
  }

  @Test
  void of_two_who_replay_at_once_one_is_refused(Cluster cluster, @TempDir Path folder)
      throws Exception {
    strict(cluster, folder, "both");
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce();
        RegistryTopic registry = new RegistryTopic(node.kafka(), "both");
        LetterBox box = new LetterBox(node.kafka(), "both")) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      send(cluster, "both.orders", 0, bytes("7"), bytes("{"));
      TestCommand.done(folder, "status", "--wait");
      Version version = registry.current().orElseThrow();
      InstantSource clock = InstantSource.system();
      try (Replay first = new Replay(node.kafka(), version, box, clock)) {
        Choice choice = Choice.of(List.of(LetterId.parse("orders/0/0")));
        Replayable chosen = first.choose(choice, false);
        assertThat(chosen.size()).isEqualTo(1);
        try (Replay second = new Replay(node.kafka(), version, box, clock)) {
          assertThatThrownBy(() -> first.send(chosen))
              .isInstanceOf(CommandException.class)
              .hasMessage(
                  "Cannot replay: another replay began in the meantime; try again, which leaves out what"
                      + " was replayed");
          assertThat(second.send(second.choose(choice, false))).containsEntry("both.orders", 1);
          assertThat(second.choose(choice, false).leftOut()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void what_cannot_be_found_is_named(Cluster cluster, @TempDir Path folder) {
    strict(cluster, folder, "nothing");
    try (Node _ = Node.start(FeatureRepository.settings(folder)).announce()) {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "status", "--wait");
      assertThat(TestCommand.done(folder, "dead-letters", "list").err())
          .isEqualTo("There are no dead letters.\n");
      refused(
          folder,
          "Cannot find dead letters of source order (did you mean orders?)",
          List.of("list", "--source", "order"));
      refused(
          folder,
          "Cannot read dead letter orders-17: expected source/partition/offset, such as orders/0/17",
          List.of("show", "orders-17"));
      refused(folder, "Cannot find dead letter orders/0/17", List.of("show", "orders/0/17"));
      refused(folder, "Cannot find dead letter orders/0/17", List.of("replay", "orders/0/17"));
      refused(folder, "Cannot replay: name dead letters by their ids", List.of("replay"));
      refused(folder, "Cannot read --since yesterday", List.of("list", "--since", "yesterday"));
      refused(folder, "Cannot run dead-letters without a command", List.of());
      TestCommand none =
          TestCommand.run(folder, "dead-letters", "replay", "--since", "1h", "--yes");
      assertThat(none.exitCode()).isEqualTo(1);
      assertThat(none.err()).startsWith("Cannot replay: no dead letter matches");
    }
  }

  private static void refused(Path folder, String message, List<String> args) {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(args);
    TestCommand command = TestCommand.run(folder, all.toArray(String[]::new));
    assertThat(command.err()).startsWith(message);
    assertThat(command.exitCode()).isEqualTo(2);
  }
}
