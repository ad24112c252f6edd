package dev.tidemark.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tidemark.cli.broker.EmbeddedBroker;
import dev.tidemark.ingest.ShapeJobs;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.GroupOffsets;
import dev.tidemark.registry.kafka.ProjectTopics;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Events a second from JSON in a source topic into twelve window features, exactly once, against
 * the least that Kafka Streams can do with them: decode the same JSON, re-key through a topic, and
 * count into its own RocksDB store, exactly once. Both read the same topic, which is full before
 * they start; measured is from a tenth of it to its end.
 */
public final class EventsPerSecond {
  private static final int EVENTS = Integer.getInteger("events", 1_000_000);
  private static final int ACCOUNTS = Integer.getInteger("accounts", 50_000);
  private static final int PARTITIONS = 8;
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final JsonFactory JSON = new JsonFactory();

  private final Path folder = Files.createTempDirectory("tidemark-bench-");
  private final EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
  private final Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
  private final Admin admin = Admin.create(Map.<String, Object>copyOf(kafka));

  private EventsPerSecond() throws IOException {}

  /** Measures; no arguments. */
  public static void main(String[] args) throws Exception {
    EventsPerSecond measured = new EventsPerSecond();
    measured.fill();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      double ours = measured.tidemark(round);
      double theirs = measured.count(round);
      ratios.add(ours / theirs);
      System.out.printf(
          "tidemark %,9.0f events/s   count %,9.0f events/s   ratio %.2f%n",
          ours, theirs, ours / theirs);
    }
    Collections.sort(ratios);
    System.out.printf(
        "tidemark ÷ count: median %.2f (%.2f to %.2f)%n",
        ratios.get(ROUNDS / 2), ratios.getFirst(), ratios.getLast());
    measured.broker.close();
    BenchNode.delete(measured.folder);
    System.exit(0);
  }

  private void fill() throws Exception {
    admin.createTopics(List.of(new NewTopic("payments", PARTITIONS, (short) 1))).all().get();
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    Random random = new Random(1);
    long now = Instant.now().toEpochMilli();
    long step = Duration.ofDays(7).toMillis() / EVENTS;
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < EVENTS; i++) {
        long time = now - (EVENTS - i) * step;
        String account = "account" + random.nextInt(ACCOUNTS);
        var _ = producer.send(WindowedLookups.payment(account, time, random.nextInt(1000)));
      }
    }
  }

  private double tidemark(int round) throws Exception {
    Deployment deployment = deployment("round" + round);
    ProjectTopics.ensure(admin, kafka, deployment);
    Path state = folder.resolve("tidemark" + round);
    InstantSource clock = InstantSource.system();
    try (OnlineStore online =
            new OnlineStore(
                kafka,
                state.resolve("online"),
                new Settings.Serving(false, Settings.GrpcNames.FEATURE, Settings.Limits.USUAL),
                clock,
                OnlineStore.Cluster.ALONE,
                (source, entity) -> arrival -> {});
        ShapeJobs shape = new ShapeJobs(kafka, state, Optional.empty(), clock)) {
      online.deploy(deployment);
      shape.deploy(deployment);
      String log = deployment.logs().getFirst().topic();
      return rate(
          () -> online.jobs().getFirst().progress(),
          () -> ended(shape.jobs().getFirst().progress(), "payments"),
          log);
    }
  }

  private static Deployment deployment(String project) throws IOException {
    Path repository = Files.createTempDirectory("tidemark-bench-repository-");
    Files.writeString(repository.resolve("tidemark.yaml"), "project: " + project + "\n");
    Files.writeString(repository.resolve("features.yaml"), WindowedLookups.DEFINITIONS);
    Version.Origin origin =
        new Version.Origin("00", Optional.empty(), false, "benchmark", Instant.EPOCH);
    try {
      return Compiler.compile(
          Compiler.next(
              Optional.empty(),
              project,
              origin,
              PARTITIONS,
              FeatureRepository.read(repository).definitions()));
    } finally {
      BenchNode.delete(repository);
    }
  }

  private double count(int round) throws Exception {
    String application = "count" + round;
    String rekeyed = application + "-rekeyed";
    admin.createTopics(List.of(new NewTopic(rekeyed, PARTITIONS, (short) 1))).all().get();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("payments", Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .map((key, json) -> decoded(json))
        .to(rekeyed, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    builder.stream(rekeyed, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .groupByKey()
        .count(Materialized.as("counts"));
    Properties settings = new Properties();
    settings.putAll(kafka);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(application).toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    try (KafkaStreams streams = new KafkaStreams(builder.build(), settings)) {
      streams.start();
      return rate(
          () -> GroupOffsets.committed(admin, application, List.of(rekeyed)),
          () -> ended(GroupOffsets.committed(admin, application, List.of("payments")), "payments"),
          rekeyed);
    }
  }

  private static KeyValue<byte[], byte[]> decoded(byte[] json) {
    String account = "";
    long time = 0;
    long amount = 0;
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
          case "account" -> account = in.getText();
          case "time" -> time = in.getLongValue();
          case "amount" -> amount = in.getLongValue();
          default -> in.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return KeyValue.pair(
        account.getBytes(StandardCharsets.UTF_8),
        ByteBuffer.allocate(16).putLong(time).putLong(amount).array());
  }

  private boolean ended(Map<TopicPartition, Long> progress, String topic) {
    return GroupOffsets.ends(admin, List.of(topic)).entrySet().stream()
        .allMatch(end -> progress.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** Events a second of a last stage, from a tenth of all events on. */
  private double rate(
      Supplier<Map<TopicPartition, Long>> progress, Supplier<Boolean> filled, String topic)
      throws InterruptedException {
    long start = 0;
    while (true) {
      Map<TopicPartition, Long> now = progress.get();
      if (start == 0 && sum(now) >= EVENTS / 10) {
        start = System.nanoTime();
      }
      if (start != 0 && ended(now, topic) && filled.get() && ended(progress.get(), topic)) {
        return 0.9 * EVENTS / ((System.nanoTime() - start) / 1e9);
      }
      Thread.sleep(100);
    }
  }

  private static long sum(Map<TopicPartition, Long> progress) {
    return progress.values().stream().mapToLong(Long::longValue).sum();
  }
}
