package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.cluster.BrokerProcess;
import dev.tidemark.cli.cluster.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker and nodes in processes of their own, which share the work on the orders of a shop. */
final class TroubledNodes implements AutoCloseable {
  static final int CUSTOMERS = 100;
  private static final int PARTITIONS = 4;

  private final Path folder;
  private final Path disk;
  private final BrokerProcess broker;
  private final List<NodeProcess> nodes = new ArrayList<>();

  TroubledNodes(Path folder) throws IOException {
    this(folder, folder);
  }

  /** With the state of the nodes and the warehouse on a disk of their own. */
  TroubledNodes(Path folder, Path disk) throws IOException {
    this.folder = folder;
    this.disk = disk;
    broker = new BrokerProcess(folder.resolve("broker"));
  }

  BrokerProcess broker() {
    return broker;
  }

  List<NodeProcess> nodes() {
    return nodes;
  }

  /** A node that is not running yet. */
  NodeProcess node() throws IOException {
    Path own = folder.resolve("node-" + (nodes.size() + 1));
    NodeProcess node =
        new NodeProcess(
            own,
            state(nodes.size() + 1),
            """
            project: shop
            kafka: {bootstrap.servers: "%s"}
            node: {host: 127.0.0.1}
            http: {port: 0}
            grpc: {port: %d}
            flight: {port: 0}
            state: {partitions: %d, directory: %s}
            history:
              warehouse: %s/warehouse
              catalog: {type: jdbc, uri: "jdbc:sqlite:%s/catalog.db"}
              commit_interval: 1s
            """
                .formatted(
                    broker.bootstrapServers(),
                    freePort(),
                    PARTITIONS,
                    state(nodes.size() + 1),
                    disk,
                    folder));
    new TestRepository(own).write("shop.yaml", Shop.DEFINITIONS.formatted("shop"));
    nodes.add(node);
    return node;
  }

  /** Where a node has its state; the first is 1. */
  Path state(int node) {
    return disk.resolve("state-" + node);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void apply() {
    TestCommand.done(nodes.getFirst().folder(), "apply", "--yes");
    caughtUp();
  }

  /** Waits until all that was published has taken effect everywhere. */
  void caughtUp() {
    nodes.forEach(node -> TestCommand.done(node.folder(), "status", "--wait"));
  }

  /** So many orders for each customer, each with a text of some length. */
  void publish(int rounds, int length) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20),
            new StringSerializer(),
            new StringSerializer())) {
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      for (int round = 0; round < rounds; round++) {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
          String item = "%d-%d ".formatted(round, customer).repeat(length / 4 + 1);
          producer.send(
              new ProducerRecord<>(
                  "shop.orders",
                  Integer.toString(customer),
                  Shop.order(customer, item, 0.5, Instant.now().minusSeconds(60).toString(), null)),
              (sent, failure) -> {
                if (failure != null) {
                  failures.add(failure);
                }
              });
        }
      }
      producer.flush();
      assertThat(failures).isEmpty();
    }
  }

  /** How many orders of each customer a node tells of; -1 where it cannot say. */
  static long[] counts(NodeProcess node) {
    JsonNode counts = lookup(node).values("orders");
    return IntStream.range(0, CUSTOMERS).mapToLong(c -> counts.path(c).asLong(-1)).toArray();
  }

  /** The orders of all customers. */
  static Http.Answer lookup(NodeProcess node) {
    Http.Answer answer =
        new Http(node.http())
            .lookup(
                """
                {"features": ["orders_of_customer:orders"], "entities": {"customer": [%s]},
                 "as_of": "2999-01-01T00:00:00Z"}\
                """
                    .formatted(
                        IntStream.range(0, CUSTOMERS)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(", "))));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  /** The same from the history. */
  long[] history() throws IOException {
    Path out = folder.resolve("orders.csv");
    TestCommand export = export(out);
    assertThat(export.exitCode()).as(export.err()).isZero();
    long[] counts = new long[CUSTOMERS];
    for (String line : Files.readAllLines(out).stream().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      counts[Integer.parseInt(cells[0])] = cells[2].isEmpty() ? 0 : Long.parseLong(cells[2]);
    }
    return counts;
  }

  /** Writes the orders of all customers from the history to a file. */
  TestCommand export(Path out, String... options) throws IOException {
    Path spine = folder.resolve("spine.csv");
    Files.writeString(
        spine,
        "customer,event_timestamp\n"
            + IntStream.range(0, CUSTOMERS)
                .mapToObj(customer -> customer + ",2999-01-01T00:00:00Z\n")
                .collect(Collectors.joining()));
    List<String> command =
        new ArrayList<>(List.of("export", "--features", "orders_of_customer:orders"));
    command.addAll(List.of("--spine", spine.toString(), "--out", out.toString()));
    command.addAll(List.of(options));
    return TestCommand.run(nodes.getFirst().folder(), command.toArray(String[]::new));
  }

  static JsonNode status(NodeProcess node) {
    return new Http(node.http()).get("/api/v1/status").json();
  }

  /** A job's part of the status. */
  static JsonNode job(NodeProcess node, String name) {
    for (JsonNode job : status(node).path("jobs")) {
      if (job.path("name").asText().equals(name)) {
        return job;
      }
    }
    throw new AssertionError("No job " + name);
  }

  /** The sum of a metric over those series that have a text in their labels. */
  static double metric(NodeProcess node, String name, String labels) {
    return new Http(node.http())
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.matches(name + "[ {].*") && line.contains(labels))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Waits until something is so. */
  static void await(String what, int seconds, BooleanSupplier so) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(seconds);
    while (!so.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      Thread.sleep(100);
    }
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    broker.close();
  }
}
