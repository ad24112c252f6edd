package dev.tidemark.bench;

import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a key, an event, a lookup, a partition and a standby cost, in processor time and bytes: a
 * process for each role against a broker in another, so that what each has used can be read off.
 * Twelve window features of each key.
 */
public final class NodeCosts {
  private static final int KEYS = Integer.getInteger("keys", 1_000_000);
  private static final int PARTITIONS = Integer.getInteger("partitions", 12);
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final Duration LOOKUPS = Duration.ofSeconds(10);

  private final Path folder = Files.createTempDirectory("tidemark-bench-costs-");
  private final Processes processes = new Processes(folder);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Process> nodes = new LinkedHashMap<>();
  private int events;

  private NodeCosts() throws IOException {}

  /** Measures; no arguments. */
  public static void main(String[] args) throws Exception {
    NodeCosts costs = new NodeCosts();
    Process broker = costs.processes.broker();
    try {
      costs.run(costs.processes.servers());
    } finally {
      for (Process node : costs.nodes.values()) {
        node.destroy();
        node.waitFor();
      }
      broker.destroy();
      broker.waitFor();
    }
    BenchNode.delete(costs.folder);
    System.exit(0);
  }

  private void run(String servers) throws Exception {
    Path shape = node("shape", servers);
    Files.writeString(shape.resolve("features.yaml"), WindowedLookups.DEFINITIONS);
    if (processes.start(shape, "apply", "--yes").waitFor() != 0) {
      throw new IllegalStateException(Files.readString(processes.log(shape)));
    }
    start(shape);
    Path fold = start(node("fold", servers));
    start(node("history", servers));
    caughtUp();
    idle();

    fill(servers, "the first event of each key");
    System.out.printf(
        "a key: %d B of online state, %d B of its changelog; an event: %d B of source topic, %d B of"
            + " feature log, %d B of history%n",
        bytes(fold.resolve(".tidemark"), any -> true) / KEYS,
        bytes(folder.resolve("hub"), of -> of.contains("changelog")) / KEYS,
        bytes(folder.resolve("hub"), of -> of.startsWith("payments")) / events,
        bytes(folder.resolve("hub"), of -> of.contains(".log.")) / events,
        bytes(folder.resolve("warehouse"), any -> true) / events);
    fill(servers, "the second event of each key");
    lookUp(fold, 1);
    lookUp(fold, 100);

    Path second = start(node("fold2", servers));
    awaitHalf(fold);
    idle();
    fill(servers, "the third event of each key, two nodes with one standby of each partition");
    System.out.printf(
        "online state with standbys: %d B a key on one node, %d B on the other%n",
        bytes(fold.resolve(".tidemark"), any -> true) / KEYS,
        bytes(second.resolve(".tidemark"), any -> true) / KEYS);
  }

  /** A node with one role, which its name begins with. */
  private Path node(String name, String servers) throws IOException {
    Path repository =
        processes.repository(
            name,
            """
            kafka: {bootstrap.servers: "%1$s"}
            node: {host: 127.0.0.1, roles: "%2$s"}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: %3$d, replicas: 1}
            history:
              warehouse: %4$s/warehouse
              catalog: {type: jdbc, uri: "jdbc:sqlite:%4$s/catalog.db"}
            """
                .formatted(servers, name.replaceAll("\\d", ""), PARTITIONS, folder));
    Path settings = repository.resolve("tidemark.yaml");
    Files.writeString(
        settings, Files.readString(settings).replace("project: " + name, "project: costs"));
    return repository;
  }

  private Path start(Path repository) throws IOException {
    nodes.put(repository.getFileName().toString(), processes.start(repository, "node"));
    return repository;
  }

  private void caughtUp() throws InterruptedException {
    for (String node : nodes.keySet()) {
      Processes.awaitCaughtUp(Processes.running(folder.resolve(node)));
    }
  }

  private Map<String, Duration> used() {
    Map<String, Duration> used = new LinkedHashMap<>();
    nodes.forEach(
        (name, process) -> used.put(name, process.info().totalCpuDuration().orElseThrow()));
    return used;
  }

  private String since(Map<String, Duration> before, double per, String unit) {
    return used().entrySet().stream()
        .map(of ->
            "%s %.2f %s"
                .formatted(
                    of.getKey(),
                    of.getValue().minus(before.get(of.getKey())).toNanos() / per,
                    unit))
        .collect(Collectors.joining(", "));
  }

  private void idle() throws InterruptedException {
    Thread.sleep(10_000);
    Map<String, Duration> before = used();
    Thread.sleep(IDLE.toMillis());
    System.out.printf(
        "idle, %d partitions, of a processor: %s%n",
        PARTITIONS, since(before, IDLE.toNanos() / 100.0, "%"));
  }

  private void fill(String servers, String what) throws InterruptedException {
    Map<String, Duration> before = used();
    long start = System.nanoTime();
    long now = Instant.now().toEpochMilli();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "compression.type", "lz4", "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < KEYS; i++) {
        var _ = producer.send(WindowedLookups.payment("account" + i, now - i % 1000, i));
      }
    }
    events += KEYS;
    caughtUp();
    System.out.printf(
        "%s: %s an event; %.0f events/s, all processes on this machine%n",
        what, since(before, KEYS * 1_000.0, "us"), KEYS / ((System.nanoTime() - start) / 1e9));
  }

  private void lookUp(Path node, int rows) throws IOException, InterruptedException {
    RunningNode running = Processes.running(node);
    Random random = new Random(1);
    lookUpFor(running, random, rows); // warms up
    Map<String, Duration> before = used();
    int lookups = lookUpFor(running, random, rows);
    System.out.printf(
        "a lookup of %d keys x 12 windows over HTTP: %s%n",
        rows, since(before, lookups * 1_000.0, "us"));
  }

  private int lookUpFor(RunningNode running, Random random, int rows)
      throws IOException, InterruptedException {
    int lookups = 0;
    for (long end = System.nanoTime() + LOOKUPS.toNanos(); System.nanoTime() < end; lookups++) {
      lookUp(running, random, rows);
    }
    return lookups;
  }

  private void lookUp(RunningNode running, Random random, int rows)
      throws IOException, InterruptedException {
    String accounts =
        random
            .ints(rows, 0, KEYS)
            .mapToObj(i -> "\"account" + i + '"')
            .collect(Collectors.joining(","));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(running.http() + "/get-online-features"))
                .POST(
                    BodyPublishers.ofString(
                        "{\"features\":[%s],\"entities\":{\"account\":[%s]}}"
                            .formatted(WindowedLookups.REFERENCES, accounts)))
                .build(),
            BodyHandlers.ofString());
    boolean refused = answer.statusCode() == 429; // after a pause of the whole process
    if (!refused && (answer.statusCode() != 200 || answer.body().contains("INVALID"))) {
      throw new IllegalStateException(answer.body());
    }
  }

  /** Waits until another node owns about half of the partitions. */
  private void awaitHalf(Path node) throws IOException, InterruptedException {
    RunningNode running = Processes.running(node);
    String own = running.grpc().replace("localhost", "127.0.0.1");
    long owned;
    do {
      Thread.sleep(500);
      String routing =
          http.send(
                  HttpRequest.newBuilder(URI.create(running.http() + "/api/v1/routing")).build(),
                  BodyHandlers.ofString())
              .body();
      owned = Stream.of(routing.split("\"owner\":\"" + own, -1)).count() - 1;
    } while (owned > (PARTITIONS + 1) / 2);
  }

  /** The bytes of the files in folders with such a name, without the indexes of topics. */
  private static long bytes(Path folder, Predicate<String> of) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file ->
              !file.toString().contains(".index") && !file.toString().contains(".timeindex"))
          .filter(file -> of.test(file.getName(file.getNameCount() - 2).toString()))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
