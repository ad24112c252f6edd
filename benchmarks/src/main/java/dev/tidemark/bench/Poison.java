package dev.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.bench.PoisonMessage.Format;
import dev.tidemark.bench.PoisonSource.Tally;
import dev.tidemark.cli.deadletter.Choice;
import dev.tidemark.cli.deadletter.LetterBox;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.registry.deployment.Selection;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/**
 * Poison among good events, in JSON, Avro and Protobuf, through a whole node: every event is taken
 * or is one dead letter, every job runs on, the good events are counted, and memory stays flat.
 */
public final class Poison {
  private static final int EVENTS = Integer.getInteger("events", 300_000);
  private static final int POISON = Integer.getInteger("poison", 100_000);
  private static final int ACCOUNTS = Integer.getInteger("accounts", 1_000);
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private static final int POINTS = 10;
  private static final int FIRST_POINT = 3;
  private static final long MOST_GROWTH = 32 << 20;
  private static final int BATCH = 100;
  private static final int SHOWN = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Random random = new Random(SEED);
  private final List<PoisonSource> sources;
  private final List<String> problems = new ArrayList<>();
  private final BenchNode bench;
  private volatile @Nullable Exception unsent;
  private int good = EVENTS;
  private int bad = POISON;

  private Poison(BenchNode bench) {
    this.bench = bench;
    int partitions = bench.deployment().version().partitions();
    sources =
        Stream.of(Format.values())
            .map(format -> new PoisonSource(format, random, partitions, EVENTS + POISON, ACCOUNTS))
            .toList();
  }

  /** Measures; no arguments. */
  public static void main(String[] args) throws Exception {
    System.out.printf("%,d good events, %,d of poison, -Dseed=%d%n", EVENTS, POISON, SEED);
    Poison poison;
    try (BenchNode bench = new BenchNode(repository())) {
      poison = new Poison(bench);
      poison.run();
      poison.account();
      poison.look();
    }
    List<String> problems = poison.problems;
    problems.stream().limit(SHOWN).forEach(System.out::println);
    System.out.println(
        problems.isEmpty()
            ? "All is accounted for, and memory is flat"
            : "Failed: %,d things are not as they should be".formatted(problems.size()));
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private static FeatureRepository repository() throws IOException {
    Path folder = Files.createTempDirectory("tidemark-bench-repository-");
    Files.writeString(folder.resolve("tidemark.yaml"), "project: poison\n");
    Files.writeString(folder.resolve("payment.avsc"), PoisonMessage.AVRO);
    Files.writeString(folder.resolve("payment.proto"), PoisonMessage.PROTOBUF);
    Files.writeString(folder.resolve("features.yaml"), PoisonMessage.definitions());
    try {
      return FeatureRepository.read(folder);
    } finally {
      BenchNode.delete(folder);
    }
  }

  private void run() throws IOException {
    System.out.println("      events   heap after GC   resident");
    long[] heap = new long[POINTS + 1];
    try (KafkaProducer<byte[], byte[]> producer = bench.producer()) {
      for (int point = 1; point <= POINTS && problems.isEmpty(); point++) {
        while (good + bad > (long) (EVENTS + POISON) * (POINTS - point) / POINTS) {
          send(producer);
        }
        producer.flush();
        check(unsent == null, "Cannot send an event: " + unsent);
        check(bench.node().awaitCaughtUp(PATIENCE), "The jobs do not catch up");
        heap[point] = heap();
        System.out.printf(
            "%,12d  %,11.1f MB  %s%n", EVENTS + POISON - good - bad, heap[point] / 1e6, resident());
      }
    }
    if (!problems.isEmpty()) {
      return;
    }
    long growth = heap[POINTS] - heap[FIRST_POINT];
    System.out.printf(
        "heap: %+.1f MB from point %d to point %d%n", growth / 1e6, FIRST_POINT, POINTS);
    check(
        growth <= MOST_GROWTH,
        "The heap grew by %,d of at most %,d bytes".formatted(growth, MOST_GROWTH));
  }

  private void send(KafkaProducer<byte[], byte[]> producer) {
    boolean poison = random.nextInt(good + bad) < bad;
    if (poison) {
      bad--;
    } else {
      good--;
    }
    PoisonSource source = sources.get(random.nextInt(sources.size()));
    var _ =
        producer.send(
            source.next(poison), (sent, failure) -> unsent = failure == null ? unsent : failure);
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** As Linux tells it. */
  private static String resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("")
        : "";
  }

  private void check(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  /** Every event is taken, or it is one letter, and every job runs. */
  private void account() {
    Map<String, Tally> tallies = new TreeMap<>();
    try (LetterBox box = new LetterBox(bench.node().kafka(), bench.node().project())) {
      for (PoisonSource source : sources) {
        Choice choice = new Choice(source.name(), null, null, Set.of());
        box.read(choice, letter -> source.letter(letter.content(), tallies));
      }
    }
    JsonNode status;
    try (NodeClient client = new NodeClient(bench.node().running())) {
      status = client.status();
    }
    for (JsonNode job : status.path("jobs")) {
      String state = job.path("state").asText();
      System.out.printf("%s: %s%n", job.path("name").asText(), state);
      check(state.equals("RUNNING") && job.path("failure").isNull(), "A job has failed: " + job);
    }
    for (PoisonSource source : sources) {
      problems.addAll(source.account(report(status, source.name()), tallies));
    }
    System.out.println("event                        sent   accepted  refused");
    tallies.forEach((kind, tally) -> System.out.printf("%-23s %s%n", kind, tally));
  }

  private static JsonNode report(JsonNode status, String source) {
    return StreamSupport.stream(status.path("sources").spliterator(), false)
        .filter(report -> report.path("name").asText().equals(source))
        .findFirst()
        .orElseThrow();
  }

  /** What the good events add up to. */
  private void look() {
    for (PoisonSource source : sources) {
      Selection selection =
          bench
              .deployment()
              .select(
                  Stream.of("count", "count_7d", "sum", "sum_7d")
                      .map(feature -> "of_" + source.name() + ":" + feature)
                      .toList());
      for (int account = 0; account < ACCOUNTS; account += BATCH) {
        look(source, selection, account, Math.min(ACCOUNTS, account + BATCH));
      }
    }
  }

  private void look(PoisonSource source, Selection selection, int from, int until) {
    List<String> accounts =
        IntStream.range(from, until).mapToObj(account -> "account" + account).toList();
    LookupResult result =
        bench
            .node()
            .lookups()
            .lookup(new LookupRequest(selection, Map.of("account", accounts), Optional.empty()))
            .join();
    for (int i = 0; i < accounts.size(); i++) {
      long count = source.count(from + i);
      Object sum = count == 0 ? null : (Object) source.sum(from + i);
      int row = i;
      List<@Nullable Object> found = new ArrayList<>();
      result.columns().forEach(column -> found.add(column.value(row)));
      check(
          found.equals(Arrays.asList(count, count, sum, sum)),
          "%s: %s has counts and sums %s instead of %d and %d"
              .formatted(source.name(), accounts.get(i), found, count, source.sum(from + i)));
    }
  }
}
