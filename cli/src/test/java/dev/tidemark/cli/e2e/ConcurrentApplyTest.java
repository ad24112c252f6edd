package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import dev.tidemark.registry.kafka.ApplyConflictException;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Versions follow one another, whoever publishes them and however many do so at once. */
@ExtendWith(SharedCluster.class)
class ConcurrentApplyTest {
  private static final Instant TIME = Instant.parse("2026-01-31T09:30:00Z");
  private static final String COMMIT = "1a2b3c4d5e6f";
  private static final int MOST = 4;
  private static final int ROUNDS = Integer.getInteger("tidemark.rounds", 8);

  private static Version next(Optional<Version> deployed, String project, String author) {
    return Compiler.next(
        deployed,
        project,
        new Origin("00ff", Optional.of(COMMIT), false, author, TIME),
        4,
        Definitions.NONE);
  }

  private static RegistryTopic registry(Cluster cluster, String project) {
    return new RegistryTopic(settings(cluster), project);
  }

  private static Map<String, String> settings(Cluster cluster) {
    return Map.of("bootstrap.servers", cluster.bootstrapServers());
  }

  @Test
  void of_two_concurrent_applies_exactly_one_wins(Cluster cluster) throws Exception {
    try (RegistryTopic registry = registry(cluster, "race")) {
      for (List<Outcome> round : race(registry, "race", ROUNDS, applier -> "applier " + applier)) {
        Outcome winner =
            round.stream().filter(outcome -> outcome.lost().isEmpty()).findFirst().orElseThrow();
        round.stream()
            .flatMap(outcome -> outcome.lost().stream())
            .forEach(lost -> {
              assertThat(lost.met()).contains(winner.version());
              assertThat(lost).hasMessageContaining("by " + winner.version().origin().author());
            });
      }
    }
  }

  /** One commit, one author, one clock: only who called tells the versions apart. */
  @Test
  void of_twins_that_apply_the_same_at_once_exactly_one_wins(Cluster cluster) throws Exception {
    try (RegistryTopic registry = registry(cluster, "twins")) {
      race(registry, "twins", 4, applier -> "the build");
    }
  }

  /**
   * What became of one publish.
   *
   * @param lost empty for the winner
   */
  private record Outcome(Version version, Optional<ApplyConflictException> lost) {}

  private static List<List<Outcome>> race(
      RegistryTopic registry, String project, int count, IntFunction<String> author)
      throws Exception {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println(project + ": -Dtests.seed=" + seed);
    Random random = new Random(seed);
    List<List<Outcome>> rounds = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(MOST)) {
      for (int round = 1; round <= count; round++) {
        Optional<Version> deployed = registry.current();
        int appliers = 2 + random.nextInt(MOST - 1);
        CyclicBarrier together = new CyclicBarrier(appliers);
        List<Future<Outcome>> running = new ArrayList<>();
        for (int i = 0; i < appliers; i++) {
          Version version = next(deployed, project, author.apply(i));
          long delay = random.nextBoolean() ? 0 : random.nextLong(100_000_000);
          running.add(
              threads.submit(() -> {
                together.await();
                LockSupport.parkNanos(delay);
                return publish(registry, version);
              }));
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> outcome : running) {
          outcomes.add(outcome.get());
        }
        assertThat(outcomes).filteredOn(outcome -> outcome.lost().isEmpty()).hasSize(1);
        assertThat(registry.current().orElseThrow().number()).isEqualTo(round);
        rounds.add(outcomes);
      }
    }
    assertThat(registry.history()).extracting(Version::number).isEqualTo(numbers(count));
    return rounds;
  }

  private static List<Integer> numbers(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  private static Outcome publish(RegistryTopic registry, Version version) {
    try {
      registry.publish(version);
      return new Outcome(version, Optional.empty());
    } catch (ApplyConflictException e) {
      return new Outcome(version, Optional.of(e));
    }
  }

  @Test
  void a_version_that_does_not_follow_is_refused_and_names_the_one_that_is_deployed(
      Cluster cluster) {
    try (RegistryTopic registry = registry(cluster, "follows")) {
      Version first = next(Optional.empty(), "follows", "Ann");
      Version second = next(Optional.of(first), "follows", "Bob");
      assertThatThrownBy(() -> registry.publish(second))
          .isInstanceOf(ApplyConflictException.class)
          .hasMessage("Cannot apply version 2: nothing is deployed; run tidemark plan again");
      registry.publish(first);
      assertThatThrownBy(() -> registry.publish(first))
          .isInstanceOf(ApplyConflictException.class)
          .hasMessage(
              "Cannot apply version 1: version 1 was deployed meanwhile by Ann from commit 1a2b3c4"
                  + " at 2026-01-31T09:30:00Z; run tidemark plan again");
      assertThat(registry.history()).containsExactly(first);
    }
  }

  @Test
  void a_follower_sees_each_version_once_and_in_order(Cluster cluster) throws Exception {
    try (RegistryTopic registry = registry(cluster, "seen")) {
      BlockingQueue<Version> seen = new LinkedBlockingQueue<>();
      Optional<Version> deployed = Optional.empty();
      List<Integer> numbers = new ArrayList<>();
      registry.follow(seen::add);
      for (int i = 1; i <= 8; i++) {
        Version version = next(deployed, "seen", "Ann");
        registry.publish(version);
        publish(registry, version); // loses, and must not show
        deployed = Optional.of(version);
      }
      while (!numbers.contains(8)) {
        Version version = seen.poll(20, TimeUnit.SECONDS);
        assertThat(version).isNotNull();
        numbers.add(version.number());
      }
      List<Integer> all = numbers(8);
      assertThat(numbers).isEqualTo(all.subList(numbers.getFirst() - 1, all.size()));
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void a_transaction_that_a_dead_apply_left_open_neither_hides_nor_blocks(Cluster cluster) {
    Topics topics = new Topics("pending");
    Version first = next(Optional.empty(), "pending", "Ann");
    Version second = next(Optional.of(first), "pending", "Bob");
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", cluster.bootstrapServers(),
            "transactional.id", topics.apply(),
            "transaction.timeout.ms", (int) Duration.ofMinutes(15).toMillis());
    try (RegistryTopic registry = registry(cluster, "pending")) {
      registry.publish(first);
      KafkaProducer<String, String> dead =
          new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
      try {
        dead.initTransactions();
        dead.beginTransaction();
        dead.send(new ProducerRecord<>(topics.registry(), "pending", "no version"));
        dead.flush();
        assertThat(registry.current()).contains(first);
        registry.publish(second);
        assertThat(registry.current()).contains(second);
        assertThat(registry.history()).containsExactly(first, second);
        assertThatThrownBy(dead::commitTransaction).isNotNull();
      } finally {
        dead.close(Duration.ZERO);
      }
      assertThat(registry.current()).contains(second);
    }
  }
}
