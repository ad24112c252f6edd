package dev.tidemark.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.broker.EmbeddedBroker;
import dev.tidemark.cli.command.Commands;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.deploy.ComposeFile.Service;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The nodes of {@code docker-compose.yml} as processes of this machine: with its commands and
 * environment, the image's launcher, Java runtime and {@code tidemark.yaml}. Only what names other
 * machines and paths of the container is put into other words; one broker stands for three, a
 * folder for S3, SQLite for PostgreSQL.
 */
class LoopbackTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant ASKED = Instant.parse("2026-03-04T00:00:00Z");
  private static final int FIRST_CUSTOMER = 1001;
  private static final int CUSTOMERS = 3;
  private static final String LOOKUP =
      """
      {"features": ["customer_orders:orders_total"], "entities": {"customer_id": [1001, 1002, 1003]},
       "as_of": "%s"}\
      """
          .formatted(ASKED);

  private final ComposeFile compose = ComposeFile.read();
  private final List<Node> nodes = new ArrayList<>();
  private @TempDir Path folder;

  private record Node(Process process, Map<String, String> environment, Path log) {
    RunningNode running() throws InterruptedException {
      Path state = Path.of(environment.get("STATE_DIRECTORY"));
      eventually("started", this, () -> Files.exists(state.resolve("node.json")));
      return RunningNode.on(state).orElseThrow();
    }
  }

  @AfterEach
  void kill() {
    nodes.forEach(node -> node.process().destroyForcibly());
  }

  @Test
  void the_nodes_of_compose_start_and_answer() throws Exception {
    Installation installation = Installation.in(folder.resolve("opt/tidemark"));
    Path repository = repository();
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
      for (Service service : compose.nodes()) {
        Path log = folder.resolve(service.name() + ".log");
        Map<String, String> environment = environment(service, broker.bootstrapServers());
        Process process = installation.start(repository, log, environment, service.command());
        nodes.add(new Node(process, environment, log));
      }
      for (Node node : nodes) {
        assertThat(get(node, "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(node, "/health").statusCode()).isEqualTo(503);
      }
      run(nodes.getFirst(), repository, "apply", "--yes");
      for (Node node : nodes) {
        eventually("ready", node, () -> get(node, "/health").statusCode() == 200);
      }
      Path shop = folder.resolve("shop");
      run(nodes.getFirst(), repository, "init", shop.toString());
      run(nodes.getFirst(), repository, "publish", "orders", shop + "/data/orders.jsonl");
      for (Node node : nodes) {
        run(node, repository, "status", "--wait");
        assertThat(present(node))
            .containsExactlyInAnyOrderElementsOf(expected(shop.resolve("data/orders.jsonl")));
      }
      assertThat(history()).anyMatch(file -> file.endsWith(".parquet"));
      for (Node node : nodes) {
        node.process().destroy();
      }
      for (Node node : nodes) {
        assertThat(node.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        // What the systemd unit takes for a success
        assertThat(node.process().exitValue()).isEqualTo(143);
      }
    }
  }

  /** What lies below /etc/tidemark in the container. */
  private Path repository() throws IOException {
    Path repository = folder.resolve("etc/tidemark");
    Files.createDirectories(repository.resolve("features"));
    NodeSettings.write(repository);
    Path features =
        DeployFiles.FOLDER.resolve(
            compose.nodes().getFirst().mounts().get("/etc/tidemark/features"));
    try (Stream<Path> files = Files.list(features)) {
      for (Path file : files.toList()) {
        Files.copy(file, repository.resolve("features").resolve(file.getFileName()));
      }
    }
    return repository;
  }

  private Map<String, String> environment(Service service, String broker) {
    Map<String, String> environment = new HashMap<>(service.environment());
    environment.put("KAFKA_BOOTSTRAP_SERVERS", broker);
    environment.put("REPLICATION_FACTOR", "1");
    environment.put("NODE_HOST", "localhost");
    environment.put("STATE_DIRECTORY", folder.resolve(service.name()).toString());
    environment.put("WAREHOUSE", folder.resolve("lake").toString());
    environment.put("CATALOG_URI", "jdbc:sqlite:" + folder.resolve("catalog.db"));
    for (String port : List.of("HTTP_PORT", "GRPC_PORT", "FLIGHT_PORT")) {
      environment.put(port, "0");
    }
    // A start is most of what they do here
    environment.merge("TIDEMARK_JAVA_OPTS", "-XX:TieredStopAtLevel=1", (a, b) -> a + " " + b);
    return environment;
  }

  private List<String> history() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("lake"))) {
      return files.map(Path::toString).toList();
    }
  }

  private static void run(Node node, Path repository, String... command) {
    StringWriter out = new StringWriter();
    Console console = new Console(new PrintWriter(out, true), new PrintWriter(out, true), false);
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("-C", repository.toString()));
    assertThat(Commands.execute(console, node.environment(), words.toArray(String[]::new)))
        .as(String.join(" ", command) + ": " + out)
        .isZero();
  }

  private static HttpResponse<String> get(Node node, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(node.running().http() + path)).build(),
        BodyHandlers.ofString());
  }

  /** The customers, by their place in the lookup, of whom a node has values. */
  private static List<String> present(Node node) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(node.running().http() + "/get-online-features"))
                .POST(HttpRequest.BodyPublishers.ofString(LOOKUP))
                .build(),
            BodyHandlers.ofString());
    JsonNode feature = JSON.readTree(answer.body()).path("results").path(1);
    List<String> present = new ArrayList<>();
    for (int i = 0; i < feature.path("values").size(); i++) {
      if (feature.path("statuses").path(i).asText().equals("PRESENT")) {
        present.add(i + ": " + feature.path("values").path(i).asText());
      }
    }
    return present;
  }

  /** The same of the file, counted. */
  private static List<String> expected(Path events) throws IOException {
    int[] counts = new int[CUSTOMERS];
    for (String line : Files.readAllLines(events)) {
      JsonNode order = JSON.readTree(line);
      int customer = order.path("customer_id").asInt() - FIRST_CUSTOMER;
      if (customer < CUSTOMERS && Instant.parse(order.path("time").asText()).isBefore(ASKED)) {
        counts[customer]++;
      }
    }
    return IntStream.range(0, CUSTOMERS).mapToObj(i -> i + ": " + counts[i]).toList();
  }

  private static void eventually(String what, Node node, Callable<Boolean> holds)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!holds.call()) {
        if (!node.process().isAlive() || System.nanoTime() > deadline) {
          throw new AssertionError("Not " + what + ":\n" + Files.readString(node.log()));
        }
        Thread.sleep(50);
      }
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
