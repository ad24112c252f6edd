package dev.tidemark.cli.bench;

import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What is looked up: features of type DOUBLE, spread over 25 views of one entity over one source,
 * with a service for each number of features that is asked for, and each share that is logged.
 *
 * @param counts the numbers of features
 * @param keys how many keys there are
 * @param logged the shares
 */
record BenchFeatures(List<Integer> counts, int keys, List<Double> logged) {
  private static final int VIEWS = 25;
  private static final int REQUESTS = 256;
  private static final String TOPIC = "bench.users";

  private int columns() {
    return counts.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private static String column(int feature) {
    return "f" + feature;
  }

  private static String view(int feature) {
    return "view_" + feature % VIEWS;
  }

  private static String service(int features, double logged) {
    return "features_"
        + features
        + (logged == 0 ? "" : "_" + Double.toString(logged).replace('.', '_'));
  }

  /**
   * Writes a feature repository.
   *
   * @param settings besides the project
   */
  void writeRepository(Path folder, String settings) throws IOException {
    Files.writeString(folder.resolve("tidemark.yaml"), "project: bench\n" + settings);
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        """
        kind: Entity
        name: user
        keys: [{name: user, type: INT64}]
        ---
        kind: Source
        name: users
        topic: %s
        format: JSON
        event_time: {column: time, format: EPOCH_MILLIS}
        columns: [{name: user, type: INT64}, %s]
        """
            .formatted(
                TOPIC,
                join(
                    IntStream.range(0, columns()),
                    i -> "{name: " + column(i) + ", type: DOUBLE}")));
    for (int view = 0; view < Math.min(VIEWS, columns()); view++) {
      int first = view;
      yaml.append(
          "---\nkind: FeatureView\nname: %s\nentity: user\nsource: users\nttl: 7d\nfeatures: [%s]\n"
              .formatted(
                  view(view),
                  join(
                      IntStream.range(0, columns()).filter(i -> i % VIEWS == first),
                      i -> "{name: %1$s, type: DOUBLE, from: %1$s}".formatted(column(i)))));
    }
    for (int count : counts) {
      logged.forEach(share -> yaml.append(yaml(count, share)));
    }
    Files.writeString(folder.resolve("features.yaml"), yaml);
  }

  private static String yaml(int count, double share) {
    String parts =
        join(
            IntStream.range(0, Math.min(VIEWS, count)),
            view ->
                "{view: %s, features: [%s]}"
                    .formatted(
                        view(view),
                        join(
                            IntStream.range(0, count).filter(i -> i % VIEWS == view),
                            BenchFeatures::column)));
    return "---\nkind: FeatureService\nname: %s\n%sfeatures: [%s]\n"
        .formatted(
            service(count, share), share == 0 ? "" : "log: {sample: " + share + "}\n", parts);
  }

  private static String join(IntStream places, java.util.function.IntFunction<String> text) {
    return places.mapToObj(text).collect(Collectors.joining(", "));
  }

  /** Sends one event for each key; returns when the broker has them. */
  void publish(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    Random random = new Random(1);
    long now = System.currentTimeMillis();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int key = 0; key < keys; key++) {
        // Not all at one moment, and none out of its ttl
        long time = now - random.nextLong(Duration.ofDays(1).toMillis());
        String values =
            join(IntStream.range(0, columns()), i -> '"' + column(i) + "\":" + random.nextDouble());
        byte[] event =
            "{\"user\":%d,\"time\":%d,%s}"
                .formatted(key, time, values)
                .getBytes(StandardCharsets.UTF_8);
        var _ =
            producer.send(
                new ProducerRecord<>(
                    TOPIC, Integer.toString(key).getBytes(StandardCharsets.UTF_8), event));
      }
    }
  }

  /** Requests of one cell, of random keys each. */
  List<byte[]> requests(Cell cell) {
    Random random = new Random(cell.hashCode());
    return IntStream.range(0, REQUESTS)
        .mapToObj(i -> random.longs(cell.rows(), 0, keys).toArray())
        .map(users ->
            switch (cell.protocol()) {
              case GRPC -> message(cell, users);
              case HTTP -> json(cell, users);
            })
        .toList();
  }

  private static byte[] message(Cell cell, long[] users) {
    RepeatedValue.Builder column = RepeatedValue.newBuilder();
    for (long user : users) {
      column.addVal(Value.newBuilder().setInt64Val(user));
    }
    return GetOnlineFeaturesRequest.newBuilder()
        .setFeatureService(service(cell.features(), cell.logged()))
        .putEntities("user", column.build())
        .build()
        .toByteArray();
  }

  private static byte[] json(Cell cell, long[] users) {
    return "{\"feature_service\":\"%s\",\"entities\":{\"user\":%s}}"
        .formatted(service(cell.features(), cell.logged()), java.util.Arrays.toString(users))
        .getBytes(StandardCharsets.UTF_8);
  }
}
