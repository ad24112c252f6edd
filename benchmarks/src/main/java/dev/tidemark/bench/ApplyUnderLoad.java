package dev.tidemark.bench;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.node.RunningNode;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What applying costs those who look up something else. A node in a process of its own holds the
 * Wikipedia example; clients look up features of users at full speed, first undisturbed, then while
 * definitions of pages are applied again and again, then undisturbed again. Who applies is a third
 * process, of low priority, since it would run on another machine.
 */
public final class ApplyUnderLoad {
  /** Closed-loop clients: enough to use up both cores. */
  private static final int CLIENTS = Integer.getInteger("clients", 8);

  private static final Duration UNDISTURBED = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FEATURES = "features/page_activity.yaml";
  private static final String BODY =
      """
      {"features": ["user_activity:user_last_page", "user_activity:user_edits_1h",
        "user_activity:user_mean_delta_3h", "user_activity:user_edits_total"],
       "entities": {"user": ["Sporti", "Jon Kolbert", "GiftBot"]}}
      """;

  /** What is added to the features of pages in turn, and removed again by the next. */
  private static final String[] ADDED = {
    "",
    "  - {name: more, type: BOOL, from: isMinor}\n",
    "  - {name: more, aggregate: count, window: 30m}\n",
    "  - {name: more, aggregate: max, of: added, window: 2h}\n",
    "  - {name: more, aggregate: count, window: 48h, where: isNew}\n"
  };

  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
  private final HttpRequest request;
  private final NodeClient node;
  private final RunningNode running;
  private final String definitions;

  private ApplyUnderLoad(Path folder, RunningNode running) throws IOException {
    this.folder = folder;
    this.running = running;
    this.node = new NodeClient(running);
    this.definitions = Files.readString(folder.resolve(FEATURES));
    this.request =
        HttpRequest.newBuilder(URI.create(running.http() + "/get-online-features"))
            .POST(BodyPublishers.ofString(BODY))
            .build();
  }

  /**
   * Measures.
   *
   * @param args the feature repository that a {@code tidemark dev} runs on, a copy of the example
   *     with its data published; how many versions to apply; anything more to be who applies
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    RunningNode running =
        RunningNode.on(FeatureRepository.settings(folder).state().directory()).orElseThrow();
    ApplyUnderLoad measured = new ApplyUnderLoad(folder, running);
    if (args.length > 2) {
      measured.apply(Integer.parseInt(args[1]));
    } else {
      measured.run(args);
    }
  }

  private void run(String[] args) throws Exception {
    during("warm-up", () -> Thread.sleep(UNDISTURBED));
    Histogram before = during("undisturbed", () -> Thread.sleep(UNDISTURBED));
    Histogram applying = during(args[1] + " applies", () -> applyElsewhere(args));
    Histogram after = during("undisturbed", () -> Thread.sleep(UNDISTURBED));
    double undisturbed = (p99(before) + p99(after)) / 2;
    System.out.printf("p99 while applying ÷ undisturbed: %.2f%n", p99(applying) / undisturbed);
  }

  private interface Work {
    void run() throws Exception;
  }

  private Histogram during(String phase, Work work) throws Exception {
    Histogram histogram = new ConcurrentHistogram(3);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<?>[] clients = new CompletableFuture<?>[CLIENTS];
    Arrays.setAll(clients, i -> CompletableFuture.runAsync(() -> lookUp(histogram, over), threads));
    long start = System.nanoTime();
    work.run();
    over.set(true);
    CompletableFuture.allOf(clients).get();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%-14s %5.1f s  %,6.0f lookups/s  p50 %.2f ms  p99 %.2f ms  p99.9 %.2f ms  max %.1f ms%n",
        phase,
        seconds,
        histogram.getTotalCount() / seconds,
        histogram.getValueAtPercentile(50) / 1e6,
        p99(histogram),
        histogram.getValueAtPercentile(99.9) / 1e6,
        histogram.getMaxValue() / 1e6);
    return histogram;
  }

  private static double p99(Histogram histogram) {
    return histogram.getValueAtPercentile(99) / 1e6;
  }

  private void lookUp(Histogram histogram, AtomicBoolean over) {
    while (!over.get()) {
      long start = System.nanoTime();
      try {
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200 || answer.body().contains("INVALID")) {
          throw new IllegalStateException("Cannot go on: " + answer.body());
        }
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
      histogram.recordValue(System.nanoTime() - start);
    }
  }

  private static void applyElsewhere(String[] args) throws Exception {
    ProcessBuilder applier =
        new ProcessBuilder(
            "nice",
            "-n19",
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ApplyUnderLoad.class.getName(),
            args[0],
            args[1],
            "apply");
    if (applier.inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("Cannot go on: applying failed");
    }
  }

  private void apply(int applies) throws Exception {
    try (RegistryTopic registry =
        new RegistryTopic(
            Map.of("bootstrap.servers", running.kafka()),
            FeatureRepository.settings(folder).project())) {
      for (int i = 1; i <= applies; i++) {
        Files.writeString(folder.resolve(FEATURES), definitions + ADDED[i % ADDED.length]);
        Proposal next =
            Proposal.of(FeatureRepository.read(folder), registry.current(), InstantSource.system());
        registry.publish(next.version());
        awaitDeployed(next.version().number());
      }
    } finally {
      Files.writeString(folder.resolve(FEATURES), definitions);
    }
  }

  /**
   * Each is deployed before the next, or a node would pass over most of them. Asking costs, too.
   */
  private void awaitDeployed(int version) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (node.status().path("version").asInt() < version) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Cannot go on: version " + version + " is not deployed");
      }
      Thread.sleep(250);
    }
  }
}
