package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.model.row.ArrivalHeader;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.duckdb.RowFiles;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** History files on their way to lookups and training sets, beside live events. */
@ExtendWith(SharedCluster.class)
class BackfillTest {
  private @TempDir Path folder;
  private TestRepository repository;
  private Node node;
  private String project;

  private void start(Cluster cluster, String name, String history) {
    project = name;
    repository =
        TestRepository.on(cluster, folder, project)
            .write(
                "shop.yaml",
                Shop.DEFINITIONS
                    .formatted(project)
                    .replace("format: JSON\n", "format: JSON\nhistory: " + history + "\n"));
    node = Node.start(FeatureRepository.settings(folder)).announce();
    TestCommand.done(folder, "apply", "--yes");
    TestCommand.done(folder, "status", "--wait");
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.close();
    }
  }

  private String log() {
    return "tidemark." + project + ".log.orders.customer";
  }

  private TestCommand backfill(String... options) {
    List<String> words = new ArrayList<>(List.of("backfill", "orders_of_customer"));
    words.addAll(List.of(options));
    return TestCommand.run(folder, words.toArray(String[]::new));
  }

  private String lookup(String feature, long customer) {
    TestCommand.done(folder, "status", "--wait");
    return new Http(node.http())
        .lookup(
            "{\"features\": [\"orders_of_customer:%s\"], \"entities\": {\"customer\": [%d]}, \"as_of\": \"2026-01-01T12:00:00Z\"}"
                .formatted(feature, customer))
        .values(feature)
        .toString();
  }

  @Test
  void files_are_filled_in_in_the_order_of_their_events(Cluster cluster) throws Exception {
    start(cluster, "fillcsv", "{path: data/*.csv, format: CSV, delay: 5s}");
    repository.write(
        "data/b.csv",
        """
        customer,item,price,time,recorded
        7,mug,0.25,2026-01-01T10:30:00Z,
        7,late,cheap,2026-01-01T10:45:00Z,
        8,pot,30,2026-01-01T10:00:00.5Z,
        """);
    repository.write(
        "data/a.csv",
        """
        customer,item,price,time,recorded
        7,cup,1,2026-01-01T11:00:00Z,
        7,tea,2.5,2026-01-01T10:00:00Z,
        """);

    TestCommand filled = backfill();

    assertThat(filled.exitCode()).as(filled.err()).isZero();
    assertThat(filled.out())
        .contains(
            "Filled %s with events before 2026-01-01T11:00:00.000001Z of 2 files: read 5 events,"
                    .formatted(log())
                + " wrote 4 rows, 1 dead letters");
    assertThat(lookup("items", 7)).isEqualTo("[[\"cup\",\"mug\",\"tea\"]]");
    assertThat(lookup("spent", 8)).isEqualTo("[30.0]");

    List<ConsumerRecord<String, String>> rows = Records.in(node.bootstrapServers(), log());
    assertThat(rows)
        .extracting(
            row -> ArrivalHeader.read(row.headers().lastHeader("tidemark.arrival").value(), 0))
        .contains(Micros.of(Instant.parse("2026-01-01T10:00:05Z")));
    List<ConsumerRecord<String, String>> letters =
        DeadLetters.read(
            node.bootstrapServers(), "tidemark." + project + ".dead-letters.orders", 1);
    assertThat(letters.getFirst().value()).contains("\"price\":\"cheap\"");
    assertThat(header(letters.getFirst(), "file")).isEqualTo("data/b.csv");
    assertThat(header(letters.getFirst(), "row")).isEqualTo("2");
    assertThat(header(letters.getFirst(), "reason")).isEqualTo("wrong_type");

    TestCommand again = backfill();
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).startsWith("Already filled: " + log());
    assertThat(Records.in(node.bootstrapServers(), log())).hasSize(4);
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    return new String(
        letter.headers().lastHeader("tidemark." + name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void files_and_live_stream_bring_each_event_once(Cluster cluster) throws Exception {
    start(cluster, "handover", "{path: history.jsonl, format: JSONL}");
    // The stream and the files overlap: both have the events of 10:02 and 10:03
    StringBuilder history = new StringBuilder();
    for (int minute = 0; minute < 4; minute++) {
      history.append(order(minute)).append('\n');
    }
    repository.write("history.jsonl", history.toString());
    Shop.publish(node.bootstrapServers(), "handover.orders", List.of(order(2), order(3), order(4)));
    TestCommand.done(folder, "status", "--wait");

    assertThat(backfill().out())
        .contains("with events before 2026-01-01T10:02:00Z of 1 file: read 2 events, wrote 2 rows");
    assertThat(lookup("orders", 7)).isEqualTo("[5]");

    // Late ones that the files have brought are left out, younger ones are not
    Shop.publish(node.bootstrapServers(), "handover.orders", List.of(order(0), order(1), order(5)));
    assertThat(lookup("orders", 7)).isEqualTo("[6]");
    assertThat(lookup("items", 7)).isEqualTo("[[\"i5\",\"i4\",\"i3\",\"i2\",\"i1\",\"i0\"]]");

    // A node that starts anew reads where the files end
    node.close();
    node = Node.start(FeatureRepository.settings(folder)).announce();
    Shop.publish(node.bootstrapServers(), "handover.orders", List.of(order(1), order(6)));
    assertThat(lookup("orders", 7)).isEqualTo("[7]");
  }

  private static String order(int minute) {
    String time = String.format(Locale.ROOT, "2026-01-01T10:%02d:00Z", minute);
    return Shop.order(7, "i" + minute, 1, time, null);
  }

  @Test
  void a_training_set_knows_a_filled_event_from_its_delay_on(Cluster cluster) throws Exception {
    start(cluster, "fillset", "{path: history.jsonl, format: JSONL, delay: 1h}");
    repository.write("history.jsonl", order(0) + "\n" + order(30) + "\n");
    assertThat(backfill().exitCode()).isZero();
    repository.write("spine.csv", "customer,event_timestamp\n7,2026-01-01T10:10:00Z\n");
    TestCommand.done(
        folder,
        "export",
        "--features",
        "orders_of_customer:orders,orders_of_customer:last_item",
        "--spine",
        folder.resolve("spine.csv").toString(),
        "--out",
        folder.resolve("set.csv").toString());
    assertThat(folder.resolve("set.csv")).content().contains("7,2026-01-01T10:10:00Z,1,i0");
    assertThat(arrivals())
        .containsExactlyInAnyOrder("2026-01-01T11:00:00Z", "2026-01-01T11:30:00Z");
  }

  private List<String> arrivals() throws IOException {
    List<String> arrivals = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve(".tidemark/warehouse"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        RowFiles.forEachJson(
            file,
            List.of(),
            row -> arrivals.add(row.replaceFirst(".*\"arrival_time\":\"([^\"]*)\".*", "$1")));
      }
    }
    return arrivals;
  }

  @Test
  void what_would_be_there_twice_or_not_at_all_is_refused(Cluster cluster) throws Exception {
    start(cluster, "refusals", "{path: \"data/*.jsonl\", format: JSONL}");
    assertThat(backfill().err()).contains("Cannot find history: no file matches data/*.jsonl in ");
    repository.write("data/a.jsonl", order(0) + "\n" + order(1) + "\n" + order(2) + "\n");
    Shop.publish(node.bootstrapServers(), "refusals.orders", List.of(order(5)));
    TestCommand.done(folder, "status", "--wait");

    assertThat(backfill("--to", "2026-01-01T10:06:00Z").err())
        .contains("it holds live events from 2026-01-01T10:05:00Z on, which would be there twice;")
        .contains("use --to 2026-01-01T10:05:00Z or earlier");
    assertThat(backfill("--from", "2026-01-01", "--to", "2026-01-01").err())
        .contains("--from must be before --to");
    assertThat(backfill("--from", "soon").err())
        .contains("Cannot read --from soon: expected ISO-8601 such as 2026-01-31T09:30:00Z");
    assertThat(backfill("--from", "2026-01-02").err())
        .contains("only events before 2026-01-01T10:02:00.000001Z can come from these files");
    assertThat(TestCommand.run(folder, "backfill", "order_of_customer").err())
        .contains("Cannot find feature view order_of_customer (did you mean orders_of_customer?)");
    assertThat(Records.in(node.bootstrapServers(), log())).hasSize(1);

    assertThat(backfill("--from", "2026-01-01T10:01:00Z").out()).contains("wrote 2 rows");
    assertThat(backfill().out())
        .contains("events before 2026-01-01T10:01:00Z")
        .contains("wrote 1 rows");
    repository.write("data/b.jsonl", order(3) + "\n");
    assertThat(backfill().err())
        .contains("files have already brought all events before 2026-01-01T10:02:00.000001Z");
    assertThat(lookup("orders", 7)).isEqualTo("[4]");
  }

  @Test
  void a_file_without_a_column_and_a_source_without_history_are_told(Cluster cluster) {
    start(cluster, "lacking", "{path: h.csv, format: CSV}");
    repository.write("h.csv", "customer,itm,price,time\n");
    assertThat(backfill().err())
        .contains(
            "Cannot backfill source orders: file h.csv has no column item (did you mean itm?)");
    repository.write("shop.yaml", Shop.DEFINITIONS.formatted("lacking"));
    TestCommand.done(folder, "apply", "--yes");
    assertThat(backfill().err()).contains("Cannot backfill source orders: it has no history");
  }

  @Test
  void a_parquet_timestamp_fits_a_source_of_epoch_numbers(Cluster cluster) throws Exception {
    project = "fillparquet";
    TestRepository.on(cluster, folder, project)
        .write(
            "shop.yaml",
            Shop.DEFINITIONS
                .formatted(project)
                .replace("{column: time, format: ISO_8601}", "{column: time, format: EPOCH_MILLIS}")
                .replace(
                    "format: JSON\n",
                    "format: JSON\nhistory: {path: \"p/**.parquet\", format: PARQUET}\n"));
    Files.createDirectories(folder.resolve("p/day=1"));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT 7::BIGINT customer, 'i' || i item, i::DOUBLE price, NULL::TIMESTAMP recorded,"
              + " TIMESTAMP '2026-01-01 10:00:00' + INTERVAL (i) SECOND \"time\""
              + " FROM range(3) t(i)) TO '%s' (FORMAT PARQUET)"
                  .formatted(folder.resolve("p/day=1/orders.parquet")));
    }
    TestCommand.done(folder, "apply", "--yes");
    assertThat(backfill().out())
        .contains("before 2026-01-01T10:00:02.000001Z")
        .contains("read 3 events, wrote 3 rows, 0 dead letters");
  }
}
