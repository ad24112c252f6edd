package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.cluster.BrokerProcess;
import dev.tidemark.cli.cluster.Load;
import dev.tidemark.cli.cluster.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes and a broker, each a process of its own. */
class NodesTest {
  private static final int CUSTOMERS = 200;
  private static final int LOOKUPS_PER_SECOND = Integer.getInteger("chaos.lookups", 200);
  private static final String LOOKUP =
      """
      {"feature_service": "basket_v1", "full_feature_names": true, "as_of": "2999-01-01T00:00:00Z",
       "entities": {"customer": [%s], "gift_to": [%s]}, "request_context": {"cart": [%s]}}\
      """;
  private static final String BASKET =
      """
      ---
      kind: OnDemandFeatureView
      name: basket
      inputs: [orders_of_customer]
      request: [{name: cart, type: DOUBLE}]
      features: [{name: total, type: DOUBLE, expression: cart + orders_of_customer.spent}]
      ---
      kind: FeatureService
      name: basket_v1
      features:
        - orders_of_customer
        - basket
        - {view: orders_of_customer, as: friend, features: [last_item, items], keys: {customer: gift_to}}
      """;

  @TempDir Path folder;
  private BrokerProcess broker;
  private final List<NodeProcess> nodes = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    broker = new BrokerProcess(folder.resolve("broker"));
  }

  @AfterEach
  void stop() {
    nodes.forEach(NodeProcess::close);
    broker.close();
  }

  private NodeProcess node() throws IOException {
    Path own = folder.resolve("node-" + (nodes.size() + 1));
    NodeProcess node =
        new NodeProcess(
            own,
            """
            project: shop
            kafka: {bootstrap.servers: "%s"}
            node: {host: 127.0.0.1}
            http: {port: 0}
            grpc: {port: %3$d}
            flight: {port: 0}
            state: {partitions: 6}
            history:
              warehouse: %2$s/warehouse
              catalog: {type: jdbc, uri: "jdbc:sqlite:%2$s/catalog.db"}
              commit_interval: 1s
            """
                .formatted(broker.bootstrapServers(), folder, freePort()));
    new TestRepository(own).write("shop.yaml", Shop.DEFINITIONS.formatted("shop") + BASKET);
    nodes.add(node);
    return node;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void publish(int rounds) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20),
            new StringSerializer(),
            new StringSerializer())) {
      for (int round = 0; round < rounds; round++) {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
          String time = Instant.now().minusSeconds(60).toString();
          producer.send(
              new ProducerRecord<>(
                  "shop.orders",
                  Integer.toString(customer),
                  Shop.order(customer, "item" + round, 0.5, time, null)));
        }
      }
      producer.flush();
    }
  }

  private static JsonNode answer(NodeProcess node) {
    String customers = list(0, CUSTOMERS + 10);
    Http.Answer answer =
        new Http(node.http())
            .lookup(LOOKUP.formatted(customers, list(CUSTOMERS + 10, 0), customers));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  /** Numbers from one to before another, up or down. */
  private static String list(int from, int to) {
    return LongStream.range(0, Math.abs(to - from))
        .map(i -> from < to ? from + i : from - 1 - i)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", "));
  }

  @Test
  void each_node_answers_as_a_single_one_does() throws Exception {
    NodeProcess alone = node().start();
    TestCommand.done(alone.folder(), "apply", "--yes");
    publish(7);
    TestCommand.done(alone.folder(), "status", "--wait");
    JsonNode expected = answer(alone);
    assertThat(expected.path("results").toString())
        .doesNotContain("INVALID")
        .contains("PRESENT", "NOT_FOUND", "item6");

    node().start();
    node().start();
    awaitSpread();
    for (NodeProcess node : nodes) {
      Instant end = Instant.now().plusSeconds(30);
      String others;
      do {
        JsonNode answer = answer(node);
        others = answer.path("metadata").path("tidemark").toString();
        for (int column = 0; column < expected.path("results").size(); column++) {
          assertThat(answer.path("results").get(column))
              .isEqualTo(expected.path("results").get(column));
        }
        // An owner that has just started may be slower than a copy
      } while (!others.isEmpty() && Instant.now().isBefore(end));
      assertThat(others).isEmpty();
    }
  }

  @Test
  void lookups_do_not_notice_that_nodes_come_and_go() throws Exception {
    NodeProcess first = node().start();
    node().start();
    node().start();
    TestCommand.done(first.folder(), "apply", "--yes");
    publish(7);
    TestCommand.done(first.folder(), "status", "--wait");
    awaitSpread();
    List<String> addresses = nodes.stream().map(NodeProcess::grpc).toList();
    try (Load load = new Load(addresses, LOOKUPS_PER_SECOND, CUSTOMERS, 7)) {
      Thread.sleep(5_000);
      System.out.println("warm: " + load.take());
      Thread.sleep(5_000);
      System.out.println("steady: " + load.take());
      nodes.get(1).kill();
      Thread.sleep(10_000);
      System.out.println("killed: " + load.take());
      nodes.get(1).start();
      awaitSpread();
      System.out.println("back: " + load.take());
      for (NodeProcess node : nodes) {
        node.stop();
        System.out.println("stopped: " + load.take());
        node.start();
        awaitSpread();
        System.out.println("restarted: " + load.take());
      }
      node().start();
      awaitSpread();
      System.out.println("joined: " + load.take());
    }
  }

  /** Waits until each node owns some partitions and has copies of others. */
  private void awaitSpread() throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(150));
    while (!nodes.stream().allMatch(NodesTest::hasItsShare)) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(200);
    }
  }

  private static boolean hasItsShare(NodeProcess node) {
    boolean owns = false;
    boolean copies = false;
    JsonNode routing = new Http(node.http()).get("/api/v1/routing").json();
    for (JsonNode partition : routing.at("/entities/customer/partitions")) {
      owns |= partition.path("owner").asText().equals(self(node));
      copies |= partition.path("copies").toString().contains(self(node));
    }
    return owns && copies;
  }

  private static String self(NodeProcess node) {
    return node.grpc().replace("localhost", "127.0.0.1");
  }
}
