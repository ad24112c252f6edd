package dev.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
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
  private final Processes processes = new Processes(folder);

  private Restart() throws IOException {}

  /** Measures; no arguments. */
  public static void main(String[] args) throws Exception {
    Restart restart = new Restart();
    restart.run();
    BenchNode.delete(restart.folder);
    System.exit(0);
  }

  private void run() throws Exception {
    Process broker = processes.broker();
    String servers = processes.servers();
    Path work =
        processes.repository(
            "work",
            "kafka: {bootstrap.servers: \"%s\"}\nhttp: {port: 0}\ngrpc: {port: 0}\nflight: {port: 0}\n"
                .formatted(servers));
    Files.writeString(work.resolve("features.yaml"), WindowedLookups.DEFINITIONS);
    processes.start(work, "apply", "--yes").waitFor();
    Process node = processes.start(work, "node");
    Processes.running(work);
    fill(servers);
    Processes.awaitCaughtUp(Processes.running(work));
    for (int round = 0; round < ROUNDS; round++) {
      RunningNode before = Processes.running(work);
      node.destroyForcibly().waitFor();
      long log = lines();
      long start = System.nanoTime();
      node = processes.start(work, "node");
      String answer = firstAnswer(work, before);
      double seconds = (System.nanoTime() - start) / 1e9;
      Processes.awaitCaughtUp(Processes.running(work));
      System.out.printf(
          "%.1f s to %s, %,d records of the changelog read%n", seconds, answer, restored(log));
    }
    node.destroyForcibly().waitFor();
    broker.destroyForcibly().waitFor();
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
      RunningNode running = Processes.running(repository);
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
