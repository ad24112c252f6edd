package dev.tidemark.cli.e2e;

import static dev.tidemark.cli.e2e.TroubledNodes.CUSTOMERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.cluster.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is away for longer than Kafka's clients usually wait: {@code -Pchaos}. */
@EnabledIfSystemProperty(named = BrokerAwayTest.SECONDS, matches = "\\d+")
class BrokerAwayTest {
  static final String SECONDS = "tidemark.chaos.broker.seconds";
  private static final int ORDERS = 3;

  /** More for each customer, of which the jobs have taken some when the broker goes. */
  private static final int UNDER_WAY = 200;

  /** What clients saw; written by one thread. */
  private static final class Seen {
    private final long[] accepted = new long[CUSTOMERS];
    private final long[] unknown = new long[CUSTOMERS];
    private final Map<String, Integer> refused = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long slowestPush;
    private long slowestLookup;
    private Instant lastPush = Instant.EPOCH;
  }

  @Test
  void lookups_go_on_and_nothing_is_lost_or_doubled(@TempDir Path folder) throws Exception {
    Duration away = Duration.ofSeconds(Long.getLong(SECONDS));
    try (TroubledNodes shop = new TroubledNodes(folder)) {
      shop.node().start();
      shop.node().start();
      shop.apply();
      shop.publish(ORDERS, 10);
      shop.caughtUp();
      Seen seen = new Seen();
      shop.publish(UNDER_WAY, 10);
      for (int i = 0; i < 20; i++) {
        push(shop.nodes().get(i % 2), i, seen);
      }
      Instant killed = Instant.now();
      shop.broker().kill();
      Instant end = killed.plus(away);
      for (int i = 0; Instant.now().isBefore(end); i++) {
        NodeProcess node = shop.nodes().get(i % 2);
        push(node, i % CUSTOMERS, seen);
        look(node, seen);
        if (i % 20 == 0) {
          tell(shop, killed);
        }
        Thread.sleep(100);
      }
      tell(shop, killed);
      for (NodeProcess node : shop.nodes()) {
        // No thread of FOLD has died, for that would close its state
        assertThat(TroubledNodes.job(node, "fold customer").path("failure").isNull()).isTrue();
        assertThat(TroubledNodes.metric(node, "tidemark_broker_up", "")).isZero();
        assertThat(new Http(node.http()).get("/health").status()).isEqualTo(200);
      }
      shop.broker().start();
      Instant back = Instant.now();
      while (seen.lastPush.isBefore(back)) {
        assertThat(Instant.now()).isBefore(back.plusSeconds(60));
        push(shop.nodes().getFirst(), 0, seen);
      }
      System.out.println("the first push after " + Duration.between(back, seen.lastPush));
      while (shop.nodes().stream().anyMatch(BrokerAwayTest::isBehind)) {
        assertThat(Instant.now()).isBefore(back.plusSeconds(240));
        tell(shop, killed);
        Thread.sleep(3_000);
      }
      TestCommand.done(shop.nodes().getFirst().folder(), "status", "--wait");
      System.out.println("caught up after " + Duration.between(back, Instant.now()));
      shop.caughtUp();
      tell(shop, killed);
      System.out.printf(
          "slowest push %d ms, slowest lookup %d ms, refused %s, outcome unknown %d%n",
          seen.slowestPush, seen.slowestLookup, seen.refused, LongStream.of(seen.unknown).sum());
      assertThat(seen.wrong).isEmpty();
      assertThat(seen.slowestPush).isLessThan(10_000);
      long[] history = shop.history();
      for (NodeProcess node : shop.nodes()) {
        assertThat(TroubledNodes.counts(node)).isEqualTo(history);
      }
      for (int customer = 0; customer < CUSTOMERS; customer++) {
        assertThat(history[customer])
            .isBetween(
                ORDERS + UNDER_WAY + seen.accepted[customer],
                ORDERS + UNDER_WAY + seen.accepted[customer] + seen.unknown[customer]);
      }
    }
  }

  private static boolean isBehind(NodeProcess node) {
    for (JsonNode job : TroubledNodes.status(node).path("jobs")) {
      if (job.path("lag").asLong(1) > 0) {
        return true;
      }
    }
    return false;
  }

  private static void push(NodeProcess node, int customer, Seen seen) {
    long begun = System.nanoTime();
    Http.Answer answer =
        new Http(node.http())
            .post(
                "/push",
                """
                {"push_source_name": "orders", "df": {"customer": [%d], "item": ["tea"],
                 "price": [0.5], "time": ["%s"]}}\
                """
                    .formatted(customer, Instant.now().minusSeconds(60)));
    seen.slowestPush = Math.max(seen.slowestPush, (System.nanoTime() - begun) / 1_000_000);
    if (answer.status() == 200) {
      seen.accepted[customer]++;
      seen.lastPush = Instant.now();
    } else {
      seen.refused.merge(answer.status() + " " + answer.body(), 1, Integer::sum);
      if (!answer.body().contains("nothing was written")) {
        seen.unknown[customer]++;
      }
    }
  }

  private static void look(NodeProcess node, Seen seen) {
    long begun = System.nanoTime();
    JsonNode orders = TroubledNodes.lookup(node).of("orders");
    seen.slowestLookup = Math.max(seen.slowestLookup, (System.nanoTime() - begun) / 1_000_000);
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      if (orders.path("values").path(customer).asLong(-1) < ORDERS) {
        seen.wrong.add(orders.toString());
      }
    }
  }

  private static void tell(TroubledNodes shop, Instant killed) {
    CompletableFuture.allOf(
            shop.nodes().stream()
                .map(node -> CompletableFuture.runAsync(() -> tell(node, killed)))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static void tell(NodeProcess node, Instant killed) {
    StringBuilder told = new StringBuilder();
    told.append(Duration.between(killed, Instant.now()).toSeconds()).append(" s: ");
    told.append(new Http(node.http()).get("/health").status());
    for (JsonNode job : TroubledNodes.status(node).path("jobs")) {
      told.append("; ").append(job.path("name").asText()).append(' ');
      told.append(job.path("state").asText()).append(", lag ").append(job.path("lag"));
      told.append(' ').append(job.path("failure").path("reason").asText());
    }
    System.out.println(told);
  }
}
