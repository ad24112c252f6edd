package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.BrokerProcess;
import dev.tidemark.cli.cluster.Load;
import dev.tidemark.cli.cluster.NodeProcess;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.sdk.FeatureRow;
import dev.tidemark.sdk.LookupRequest;
import dev.tidemark.sdk.TidemarkClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes and a broker, each a process of its own. */
class NodesTest {
  private static final int CUSTOMERS = 200;
  private static final String LOOKUPS = "tidemark.chaos.lookups";

  /**
   * Of a lookup: on a machine that is busy with other tests it may take long, and has to be right.
   */
  private static final String DEADLINE = Integer.getInteger(LOOKUPS, 0) > 0 ? "1s" : "10s";

  private static final int ROUNDS = Integer.getInteger("tidemark.chaos.rounds", 2);
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
      features:
        - {name: total, type: DOUBLE, expression: cart + orders_of_customer.spent}
        - {name: same_total, type: DOUBLE, expression: cart + orders_of_customer.spent}
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
  private final Queue<String> unconfirmed = new ConcurrentLinkedQueue<>();
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
            serving: {deadline: %4$s}
            history:
              warehouse: %2$s/warehouse
              catalog: {type: jdbc, uri: "jdbc:sqlite:%2$s/catalog.db"}
              commit_interval: 1s
            """
                .formatted(broker.bootstrapServers(), folder, freePort(), DEADLINE));
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
                  Shop.order(customer, "item" + round, 0.5, time, null)),
              this::confirmed);
        }
      }
      producer.flush();
    }
    assertThat(unconfirmed).isEmpty();
  }

  private void confirmed(RecordMetadata sent, Exception failure) {
    if (failure != null) {
      unconfirmed.add(failure.toString());
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
    TestCommand.done(alone.folder(), "status", "--wait");
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
    for (NodeProcess node : nodes) {
      assertThat(new Http(node.http()).get("/metrics").body())
          .contains("tidemark_shared_lookups_total{outcome=\"owners\"}")
          .contains("tidemark_peer_call_seconds_count{peer=\"127.0.0.1:")
          .contains("tidemark_copy_lag_events{entity=\"customer\"}")
          .containsPattern("tidemark_partitions\\{entity=\"customer\",held=\"copied\"} [1-6]")
          .containsPattern("tidemark_partitions\\{entity=\"customer\",held=\"owned\"} [1-5]")
          .contains("tidemark_partitions{entity=\"customer\",held=\"unowned\"} 0");
    }
    TestCommand verified =
        TestCommand.done(nodes.get(1).folder(), "verify", "--sample", "1000", "--json");
    JsonNode report = new ObjectMapper().readTree(verified.out());
    assertThat(report.path("differing").asInt()).isZero();
    assertThat(report.path("features"))
        .allSatisfy(
            of -> assertThat(of.path("equal")).as(of.toString()).isEqualTo(of.path("compared")));
    for (int customer = 0; customer < 20; customer++) {
      String key = "{\"entity\": \"customer\", \"key\": {\"customer\": %d}}".formatted(customer);
      List<Http.Answer> seen =
          nodes.stream().map(node -> new Http(node.http()).post("/api/v1/seen", key)).toList();
      assertThat(seen).as(key).allMatch(seen.getFirst()::equals);
      assertThat(seen.getFirst().json().at("/logs/0/windows/0/events")).as(key).hasSize(7);
    }
    clientAsksOwners();
    lookupsSeeOneVersionOrTheOther(alone);
  }

  /** The state is built anew: what is read from it and what is made of that change together. */
  private void lookupsSeeOneVersionOrTheOther(NodeProcess applying) throws Exception {
    String changed =
        (Shop.DEFINITIONS.formatted("shop") + BASKET)
            .replace(
                "cart + orders_of_customer.spent",
                "cart * 100.0 + double(orders_of_customer.orders_30d)")
            .replace(
                "  - {name: orders,",
                "  - {name: orders_30d, aggregate: count, window: 30d}\n  - {name: orders,");
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<Integer>> clients =
        nodes.stream()
            .map(node -> CompletableFuture.supplyAsync(() -> changesOnce(node, over)))
            .toList();
    new TestRepository(applying.folder()).write("shop.yaml", changed);
    TestCommand.done(applying.folder(), "apply", "--yes");
    TestCommand.done(applying.folder(), "status", "--wait");
    Thread.sleep(1_000);
    over.set(true);
    for (CompletableFuture<Integer> client : clients) {
      assertThat(client.get()).as("lookups").isGreaterThan(20);
    }
  }

  /** Looks up until it is over: first by the old definitions, then by the new ones. */
  private static int changesOnce(NodeProcess node, AtomicBoolean over) {
    String few = list(0, 20);
    String carts = "1" + ", 1".repeat(19);
    String last = "";
    int lookups = 0;
    for (; !over.get(); lookups++) {
      Http.Answer answer =
          new Http(node.http())
              .lookup(
                  """
                  {"features": ["basket:total", "basket:same_total"], "as_of": "%s",
                   "entities": {"customer": [%s]}, "request_context": {"cart": [%s]}}\
                  """
                      .formatted(Instant.now(), few, carts));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      JsonNode totals = answer.json().at("/results/1/values");
      assertThat(answer.json().at("/results/2/values")).isEqualTo(totals);
      String all = totals.toString();
      assertThat(all).isIn("[4.5" + ",4.5".repeat(19) + "]", "[107.0" + ",107.0".repeat(19) + "]");
      assertThat(all.startsWith("[4.5") && last.startsWith("[107")).as("goes back").isFalse();
      last = all;
    }
    assertThat(last).startsWith("[107");
    return lookups;
  }

  /** The Java client is given one node, finds the others, and asks the owner of each key. */
  private void clientAsksOwners() throws InterruptedException {
    NodeProcess given = nodes.getFirst();
    // Without a budget each lookup is one call
    try (TidemarkClient client =
        TidemarkClient.builder(given.grpc()).plaintext().retryBudget(0).build()) {
      Instant end = Instant.now().plusSeconds(90);
      Map<String, Long> owned;
      Map<String, Long> asked;
      do {
        assertThat(Instant.now()).as("the client asks owners").isBefore(end);
        Thread.sleep(200);
        owned = customersByOwner(given);
        asked = requests();
        for (long customer = 0; customer < CUSTOMERS; customer++) {
          FeatureRow row =
              client
                  .lookup(LookupRequest.service("checkout_v1").row("customer", customer).build())
                  .get(0);
          assertThat(row.getLong("orders")).isEqualTo(7);
          assertThat(row.getString("last_item")).isEqualTo("item6");
        }
        Map<String, Long> before = asked;
        asked = requests();
        asked.replaceAll((node, count) -> count - before.get(node));
        // Not yet before it has met all of them, nor while partitions move
      } while (!asked.equals(owned));
      assertThat(owned).hasSize(3);
    }
  }

  private static Map<String, Long> customersByOwner(NodeProcess node) {
    KeyCodec codec = new KeyCodec(List.of(new Column("customer", ValueType.of(Scalar.INT64))));
    JsonNode partitions =
        new Http(node.http()).get("/api/v1/routing").json().at("/entities/customer/partitions");
    return LongStream.range(0, CUSTOMERS)
        .mapToObj(codec::encode)
        .map(key -> partitions.get(Utils.toPositive(Utils.murmur2(key)) % partitions.size()))
        .collect(
            Collectors.groupingBy(
                partition -> partition.path("owner").asText(), Collectors.counting()));
  }

  /** Lookups over gRPC that each node has answered. */
  private Map<String, Long> requests() {
    return nodes.stream()
        .collect(Collectors.toMap(NodesTest::self, NodesTest::requests, Long::sum, HashMap::new));
  }

  private static long requests(NodeProcess node) {
    return new Http(node.http())
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("feast_feature_server_request_total{"))
        .filter(line -> line.contains("/feast.serving.ServingService/GetOnlineFeatures"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Minutes of a load that takes the whole machine. */
  @Test
  @EnabledIfSystemProperty(named = LOOKUPS, matches = "\\d+")
  void lookups_do_not_notice_that_nodes_come_and_go() throws Exception {
    NodeProcess first = node().start();
    node().start();
    node().start();
    TestCommand.done(first.folder(), "apply", "--yes");
    TestCommand.done(first.folder(), "status", "--wait");
    publish(7);
    TestCommand.done(first.folder(), "status", "--wait");
    awaitSpread();
    List<String> addresses = nodes.stream().map(NodeProcess::grpc).toList();
    try (Load load = new Load(addresses, Integer.getInteger(LOOKUPS), CUSTOMERS, 7)) {
      warm(load);
      Thread.sleep(5_000);
      report("nothing happens", load);

      Instant killed = Instant.now();
      nodes.get(1).kill();
      List<NodeProcess> left = List.of(nodes.get(0), nodes.get(2));
      awaitComplete(left);
      report("a node is killed: " + since(killed), load);
      Instant back = Instant.now();
      nodes.get(1).start();
      awaitSpread();
      awaitComplete(nodes);
      report("it comes back: " + since(back), load);

      for (NodeProcess node : nodes) {
        node.stop();
        node.start();
        awaitSpread();
      }
      report("all nodes are restarted, one after the other", load);

      node().start();
      awaitSpread();
      report("a fourth node joins", load);
    }
  }

  /** Waits until lookups are as fast as they will be, for a while at most. */
  private static void warm(Load load) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(40);
    Load.Result last;
    do {
      load.take();
      Thread.sleep(1_000);
      last = load.take();
    } while ((last.slow() > 0 || last.answered() < Integer.getInteger(LOOKUPS) / 2)
        && Instant.now().isBefore(end));
  }

  private static String since(Instant then) {
    return "all has its owners and copies after " + Duration.between(then, Instant.now());
  }

  /** None may fail or be wrong; how long they took is told, and belongs to the machine. */
  private static void report(String when, Load load) {
    Load.Result result = load.take();
    System.out.printf(
        "%s: %d lookups, %d of more than 250 ms, the slowest %d ms, %d failed%n",
        when, result.answered(), result.slow(), result.worstMillis(), result.failures().size());
    assertThat(result.failures().stream().limit(3)).as(when).isEmpty();
    assertThat(result.answered()).isPositive();
  }

  @Test
  void counts_are_exact_after_kills_at_random() throws Exception {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println("counts_are_exact_after_kills: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      node().start();
    }
    TestCommand.done(nodes.getFirst().folder(), "apply", "--yes");
    TestCommand.done(nodes.getFirst().folder(), "status", "--wait");
    long[] accepted = new long[CUSTOMERS];
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> publishing =
        CompletableFuture.runAsync(
            () -> publishUntil(over, accepted), Thread.ofPlatform().daemon()::start);
    for (int round = 0; round < ROUNDS; round++) {
      Thread.sleep(random.nextInt(3_000));
      NodeProcess node = nodes.get(random.nextInt(nodes.size()));
      switch (round % 2 == 0 ? 0 : random.nextInt(4)) {
        case 0 -> node.stall(Duration.ofMillis(12_000 + random.nextInt(4_000)));
        case 1 -> {
          broker.kill();
          Thread.sleep(random.nextInt(2_000));
          broker.start();
        }
        default -> {
          node.kill();
          Thread.sleep(random.nextInt(random.nextInt(4) == 0 ? 15_000 : 1_000));
          node.start();
        }
      }
    }
    Thread.sleep(1_000);
    over.set(true);
    publishing.get();
    assertThat(unconfirmed).isEmpty();
    lookupsHave(accepted, seed);
    historyHas(accepted, seed);

    // What the changelogs hold is as good as what the nodes do
    NodeProcess lost = nodes.get(random.nextInt(nodes.size()));
    lost.kill();
    lost.loseState();
    lost.start();
    lookupsHave(accepted, seed);
  }

  private void lookupsHave(long[] accepted, long seed) {
    for (NodeProcess node : nodes) {
      TestCommand.done(node.folder(), "status", "--wait");
    }
    for (NodeProcess node : nodes) {
      JsonNode answer = answer(node);
      JsonNode names = answer.path("metadata").path("feature_names");
      for (int column = 0; column < names.size(); column++) {
        if (names.get(column).asText().equals("orders_of_customer__orders")) {
          JsonNode counts = answer.path("results").get(column).path("values");
          for (int customer = 0; customer < CUSTOMERS; customer++) {
            assertThat(counts.get(customer).asLong())
                .as("customer %d by %s of seed %d", customer, node.folder(), seed)
                .isEqualTo(accepted[customer]);
          }
        }
      }
    }
  }

  /** Publishes without a pause; an order that the broker has not confirmed is sent until it has. */
  private void publishUntil(AtomicBoolean over, long[] accepted) {
    try (var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "delivery.timeout.ms",
                180_000,
                "linger.ms",
                5),
            new StringSerializer(),
            new StringSerializer())) {
      Random random = new Random(1);
      while (!over.get()) {
        int customer = random.nextInt(CUSTOMERS);
        String time = Instant.now().minusSeconds(60).toString();
        producer.send(
            new ProducerRecord<>(
                "shop.orders",
                Integer.toString(customer),
                Shop.order(customer, "tea", 0.5, time, null)),
            this::confirmed);
        accepted[customer]++;
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void historyHas(long[] accepted, long seed) throws IOException {
    Path spine = folder.resolve("spine.csv");
    Files.writeString(
        spine,
        "customer,event_timestamp\n"
            + LongStream.range(0, CUSTOMERS)
                .mapToObj(customer -> customer + ",2999-01-01T00:00:00Z\n")
                .collect(Collectors.joining()));
    Path out = folder.resolve("orders.csv");
    TestCommand.done(
        nodes.getFirst().folder(),
        "export",
        "--features",
        "orders_of_customer:orders",
        "--spine",
        spine.toString(),
        "--out",
        out.toString());
    for (String line : Files.readAllLines(out).stream().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      assertThat(Long.parseLong(cells[2]))
          .as("history of customer %s, seed %d", cells[0], seed)
          .isEqualTo(accepted[Integer.parseInt(cells[0])]);
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

  /** Waits until each partition has an owner and a copy, both on these nodes. */
  private static void awaitComplete(List<NodeProcess> alive) throws InterruptedException {
    List<String> hosts = alive.stream().map(NodesTest::self).toList();
    Instant end = Instant.now().plus(Duration.ofSeconds(150));
    while (!alive.stream().allMatch(node -> isComplete(node, hosts))) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(200);
    }
  }

  private static boolean isComplete(NodeProcess node, List<String> alive) {
    boolean complete = true;
    JsonNode routing = new Http(node.http()).get("/api/v1/routing").json();
    for (JsonNode partition : routing.at("/entities/customer/partitions")) {
      String copies = partition.path("copies").toString();
      complete &=
          alive.contains(partition.path("owner").asText())
              && alive.stream().anyMatch(copies::contains);
    }
    return complete;
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
