package dev.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.broker.EmbeddedBroker;
import dev.tidemark.cli.node.Node;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * What the hop to another node costs: the same lookup, of keys that the node which is asked owns
 * and of keys that the other one owns, in turns. Two nodes and a broker in one process.
 */
public final class ForwardedLookups {
  private static final int FEATURES = 50;
  private static final int KEYS = 4_000;
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 20_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final KeyCodec CODEC =
      new KeyCodec(List.of(new Column("account", ValueType.of(Scalar.INT64))));

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Random random = new Random(1);

  private ForwardedLookups() {}

  /** Prints medians and their ratio, for 1 and 100 rows. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("tidemark-bench-forwarded-");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        Node first = node(folder.resolve("a"), broker);
        Node second = node(folder.resolve("b"), broker)) {
      new ForwardedLookups().run(folder, first, second);
    } finally {
      BenchNode.delete(folder);
    }
  }

  private static Node node(Path folder, EmbeddedBroker broker) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("tidemark.yaml"),
        """
        project: bench
        kafka: {bootstrap.servers: "%s"}
        node: {host: 127.0.0.1, roles: "shape,fold"}
        http: {port: 0}
        grpc: {port: 0}
        flight: {port: 0}
        state: {partitions: 4, replicas: 0}
        """
            .formatted(broker.bootstrapServers()));
    Files.writeString(folder.resolve("features.yaml"), definitions());
    return Node.start(FeatureRepository.settings(folder)).announce();
  }

  private static String definitions() {
    String columns =
        IntStream.range(0, FEATURES)
            .mapToObj("{name: f%d, type: DOUBLE}"::formatted)
            .collect(Collectors.joining(", "));
    String features =
        IntStream.range(0, FEATURES)
            .mapToObj(i -> "  - {name: f%1$d, type: DOUBLE, from: f%1$d}\n".formatted(i))
            .collect(Collectors.joining());
    return """
    kind: Entity
    name: account
    keys: [{name: account, type: INT64}]
    ---
    kind: Source
    name: readings
    topic: readings
    event_time: {column: time, format: ISO_8601}
    columns: [{name: account, type: INT64}, %s]
    ---
    kind: FeatureView
    name: latest
    entity: account
    source: readings
    features:
    %s---
    kind: FeatureService
    name: all
    features: [latest]
    """
        .formatted(columns, features);
  }

  private void run(Path folder, Node first, Node second) throws Exception {
    try (RegistryTopic registry = new RegistryTopic(first.kafka(), first.project())) {
      FeatureRepository repository = FeatureRepository.read(folder.resolve("a"));
      registry.publish(
          Proposal.of(repository, registry.current(), InstantSource.system()).version());
    }
    first.awaitDeployed(BenchNode.PATIENCE);
    second.awaitDeployed(BenchNode.PATIENCE);
    publish(first);
    if (!first.awaitCaughtUp(BenchNode.PATIENCE)) {
      throw new IllegalStateException("Cannot measure: the jobs have not caught up");
    }
    List<Long> here = new ArrayList<>();
    List<Long> there = new ArrayList<>();
    List<String> owners = owners(first);
    String own = first.grpc().replace("localhost", "127.0.0.1");
    for (long key = 0; key < KEYS; key++) {
      int partition = Utils.toPositive(Utils.murmur2(CODEC.encode(key))) % owners.size();
      (owners.get(partition).equals(own) ? here : there).add(key);
    }
    System.out.printf("%d keys here, %d there%n", here.size(), there.size());
    for (int rows : new int[] {1, 100}) {
      measure(first, rows, here, there);
    }
  }

  private static void publish(Node node) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", node.bootstrapServers(), "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      String values =
          IntStream.range(0, FEATURES)
              .mapToObj(i -> "\"f%d\": %s".formatted(i, i + 0.25))
              .collect(Collectors.joining(", "));
      for (long key = 0; key < KEYS; key++) {
        String event =
            "{\"account\": %d, \"time\": \"%s\", %s}".formatted(key, Instant.now(), values);
        var _ =
            producer.send(
                new ProducerRecord<>("readings", null, event.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  /** Waits until each node owns some partitions. */
  private List<String> owners(Node node) throws Exception {
    while (true) {
      JsonNode routing = JSON.readTree(get(node, "/api/v1/routing"));
      List<String> owners = new ArrayList<>();
      routing
          .at("/entities/account/partitions")
          .forEach(partition -> owners.add(partition.path("owner").asText()));
      if (owners.stream().distinct().count() == 2 && !owners.contains("null")) {
        return owners;
      }
      Thread.sleep(200);
    }
  }

  private String get(Node node, String path) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(node.http() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private void measure(Node node, int rows, List<Long> here, List<Long> there)
      throws IOException, InterruptedException {
    int lookups = rows == 1 ? MEASURED : MEASURED / 10;
    long[] local = new long[lookups];
    long[] forwarded = new long[lookups];
    for (int i = 0; i < WARM_UP * lookups / MEASURED; i++) {
      lookUp(node, rows, here);
      lookUp(node, rows, there);
    }
    for (int i = 0; i < lookups; i++) {
      local[i] = lookUp(node, rows, here);
      forwarded[i] = lookUp(node, rows, there);
    }
    Arrays.sort(local);
    Arrays.sort(forwarded);
    System.out.printf(
        "%d x %d: local p50 %d us, p99 %d us; forwarded p50 %d us, p99 %d us; p50 forwarded / local %.2f%n",
        rows,
        FEATURES,
        at(local, 0.5),
        at(local, 0.99),
        at(forwarded, 0.5),
        at(forwarded, 0.99),
        (double) at(forwarded, 0.5) / at(local, 0.5));
  }

  private static long at(long[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1))] / 1_000;
  }

  /** How long a lookup took, in nanoseconds. */
  private long lookUp(Node node, int rows, List<Long> keys)
      throws IOException, InterruptedException {
    String accounts =
        random
            .ints(rows, 0, keys.size())
            .mapToObj(i -> keys.get(i).toString())
            .collect(Collectors.joining(","));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.http() + "/get-online-features"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"feature_service\":\"all\",\"entities\":{\"account\":[%s]}}"
                        .formatted(accounts)))
            .build();
    long start = System.nanoTime();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    long took = System.nanoTime() - start;
    if (answer.statusCode() != 200
        || answer.body().contains("INVALID")
        || answer.body().contains("copies")) {
      throw new IllegalStateException(answer.body());
    }
    return took;
  }
}
