package dev.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.node.RunningNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A node that holds a million keys is killed (kill -9) and started again, in a process of its own
 * against a broker in another: the time from the start of the process to the first correct answer,
 * and how many records of the changelog it read.
 */
public final class Restart {
  private static final int KEYS = Integer.getInteger("keys", 1_000_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 3);

  private static final Pattern RESTORED = Pattern.compile("Restored (\\d+) records");

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder = Files.createTempDirectory("tidemark-bench-restart-");

  private Restart() throws IOException {}

  /** Measures; no arguments. */
  public static void main(String[] args) throws Exception {
    Restart restart = new Restart();
    restart.run();
    BenchNode.delete(restart.folder);
    System.exit(0);
  }

  private void run() throws Exception {
    Path hub = repository("hub", "");
    Process broker =
        start(
            hub,
            "dev",
            "--no-apply",
            "--http-port",
            "0",
            "--grpc-port",
            "0",
            "--flight-port",
            "0",
            "--broker-port",
            "0");
    String servers = await(hub).kafka();
    Path work =
        repository(
            "work",
            "kafka: {bootstrap.servers: \"%s\"}\nhttp: {port: 0}\ngrpc: {port: 0}\nflight: {port: 0}\n"
                .formatted(servers));
    Files.writeString(work.resolve("features.yaml"), WindowedLookups.DEFINITIONS);
    start(work, "apply", "--yes").waitFor();
    Process node = start(work, "node");
    await(work);
    fill(servers);
    awaitCaughtUp(await(work));
    for (int round = 0; round < ROUNDS; round++) {
      RunningNode before = await(work);
      node.destroyForcibly().waitFor();
      long log = lines();
      long start = System.nanoTime();
      node = start(work, "node");
      String answer = firstAnswer(work, before);
      double seconds = (System.nanoTime() - start) / 1e9;
      awaitCaughtUp(await(work));
      System.out.printf(
          "%.1f s to %s, %,d records of the changelog read%n", seconds, answer, restored(log));
    }
    node.destroyForcibly().waitFor();
    broker.destroyForcibly().waitFor();
  }

  private Path repository(String project, String settings) throws IOException {
    Path repository = Files.createDirectories(folder.resolve(project));
    Files.writeString(repository.resolve("tidemark.yaml"), "project: " + project + "\n" + settings);
    return repository;
  }

  private Process start(Path repository, String... command) throws IOException {
    List<String> java =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dtidemark.log.level=INFO", // Restoring says how much it read
                "-Dtidemark.log.libraries=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tidemark.cli.Tidemark",
                "-C",
                repository.toString()));
    java.addAll(List.of(command));
    File log = folder.resolve(repository.getFileName() + ".log").toFile();
    return new ProcessBuilder(java)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private static RunningNode await(Path repository) throws InterruptedException {
    while (true) {
      var running = RunningNode.on(repository.resolve(".tidemark"));
      if (running.isPresent()) {
        return running.get();
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void fill(String servers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    long now = Instant.now().toEpochMilli();
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < KEYS; i++) {
        var _ = producer.send(WindowedLookups.payment("account" + i, now - i % 1000, i));
      }
    }
  }

  /** Asks for a few keys until the node is another process and all of them are right. */
  private String firstAnswer(Path repository, RunningNode before) throws Exception {
    String body =
        "{\"features\":[\"activity:sum_7d\"],\"entities\":{\"account\":[\"account0\",\"account%d\",\"account%d\"]}}"
            .formatted(KEYS / 2, KEYS - 1);
    String right = "[0,%d,%d]".formatted(KEYS / 2, KEYS - 1);
    while (true) {
      RunningNode running = await(repository);
      if (running.pid() != before.pid()) {
        try {
          HttpRequest request =
              HttpRequest.newBuilder(URI.create(running.http() + "/get-online-features"))
                  .POST(BodyPublishers.ofString(body))
                  .build();
          JsonNode answer =
              json.readTree(http.send(request, BodyHandlers.ofString()).body())
                  .at("/results/1/values");
          if (answer.toString().equals(right)) {
            return answer.toString();
          }
        } catch (IOException e) {
          // It is not listening yet
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void awaitCaughtUp(RunningNode running) {
    try (NodeClient client = new NodeClient(running)) {
      if (!client.awaitCaughtUp(BenchNode.PATIENCE)) {
        throw new IllegalStateException("Cannot measure: the jobs have not caught up");
      }
    }
  }

  /** How many records of changelogs the node has read since the log was this long. */
  private long restored(long since) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("work.log"))) {
      return lines
          .skip(since)
          .map(RESTORED::matcher)
          .filter(Matcher::find)
          .mapToLong(match -> Long.parseLong(match.group(1)))
          .sum();
    }
  }

  private long lines() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("work.log"))) {
      return lines.count();
    }
  }
}
