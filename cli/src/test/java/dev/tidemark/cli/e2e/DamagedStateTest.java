package dev.tidemark.cli.e2e;

import static dev.tidemark.cli.e2e.TroubledNodes.CUSTOMERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.cluster.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Files of the state that are not what was written: {@code -Pchaos}. */
@EnabledIfSystemProperty(named = BrokerAwayTest.SECONDS, matches = "\\d+")
class DamagedStateTest {
  private static final int ORDERS = 20;

  @TempDir Path folder;

  @Test
  void what_is_damaged_at_a_start_is_built_anew() throws Exception {
    try (TroubledNodes shop = new TroubledNodes(folder)) {
      NodeProcess node = shop.node().start();
      shop.apply();
      shop.publish(ORDERS, 200);
      shop.caughtUp();
      node.stop();
      node.start(); // which makes table files of the logs
      shop.caughtUp();
      node.stop();

      List<Path> partitions = databases(shop.state(1));
      assertThat(partitions).hasSize(4);
      Path table = file(partitions.get(0), ".*\\.sst");
      cut(table, Files.size(table) / 2);
      Path manifest = file(partitions.get(1), "MANIFEST.*");
      cut(manifest, Files.size(manifest) / 2);
      cut(file(partitions.get(2), "CURRENT"), 3);
      spoil(file(partitions.get(3), ".*\\.sst"));

      Instant started = Instant.now();
      node.start();
      shop.caughtUp();
      exact(node, ORDERS);
      System.out.println("rebuilt after " + Duration.between(started, Instant.now()));
      assertThat(TroubledNodes.metric(node, "tidemark_job_failures_total", "damaged_state"))
          .isEqualTo(4);
      assertThat(node.log()).contains("Removing the damaged state " + partitions.get(0));
      shop.publish(1, 200);
      shop.caughtUp();
      exact(node, ORDERS + 1);
    }
  }

  @Test
  void what_a_lookup_finds_damaged_is_answered_from_a_copy_and_built_anew() throws Exception {
    try (TroubledNodes shop = new TroubledNodes(folder)) {
      NodeProcess node = shop.node().start();
      shop.node().start();
      shop.apply();
      shop.publish(ORDERS, 200);
      shop.caughtUp();
      node.stop();
      node.start();
      shop.caughtUp();
      awaitShare(node);
      for (Path database : databases(shop.state(1))) {
        for (Path table : files(database, ".*\\.sst")) {
          spoilIfThere(table);
        }
      }
      Instant spoilt = Instant.now();
      long asked = 0;
      long invalid = 0;
      Instant end = spoilt.plusSeconds(10);
      while (Instant.now().isBefore(end)) {
        asked += CUSTOMERS;
        invalid += invalid(node);
        Thread.sleep(20);
      }
      System.out.printf("of %d values %d were INVALID%n", asked, invalid);
      assertThat(TroubledNodes.metric(node, "tidemark_job_failures_total", "damaged_state"))
          .isPositive();
      // From a machine with nothing else to do all come from copies, in time
      assertThat(invalid).isLessThan(asked / 2);
      shop.publish(1, 200);
      shop.caughtUp();
      exact(node, ORDERS + 1);
      shop.nodes().get(1).stop();
      TroubledNodes.await("all is owned", 60, () -> owned(node) == 4);
      TestCommand.done(node.folder(), "status", "--wait");
      exact(node, ORDERS + 1);
    }
  }

  private static void awaitShare(NodeProcess node) throws InterruptedException {
    TroubledNodes.await("a share is owned", 150, () -> owned(node) > 0);
  }

  private static int owned(NodeProcess node) {
    JsonNode routing = new Http(node.http()).get("/api/v1/routing").json();
    int owned = 0;
    for (JsonNode partition : routing.at("/entities/customer/partitions")) {
      owned +=
          partition.path("owner").asText().equals(node.grpc().replace("localhost", "127.0.0.1"))
              ? 1
              : 0;
    }
    return owned;
  }

  /** How many values a node cannot tell now; the others have to be right. */
  private static long invalid(NodeProcess node) {
    Http.Answer answer = TroubledNodes.lookup(node);
    long invalid = 0;
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      if (answer.of("orders").path("statuses").path(customer).asText().equals("INVALID")) {
        invalid++;
      } else {
        assertThat(answer.values("orders").path(customer).asLong()).isEqualTo(ORDERS);
      }
    }
    if (invalid > 0) {
      System.out.println(invalid + " INVALID: " + answer.json().path("metadata"));
    }
    return invalid;
  }

  private static void exact(NodeProcess node, long orders) {
    long[] expected = new long[CUSTOMERS];
    Arrays.fill(expected, orders);
    assertThat(TroubledNodes.counts(node)).isEqualTo(expected);
  }

  /** The folders of the partitions' databases. */
  private static List<Path> databases(Path state) throws IOException {
    try (Stream<Path> all = Files.walk(state)) {
      return all.filter(file -> file.getFileName().toString().equals("CURRENT"))
          .map(Path::getParent)
          .filter(of -> of.toString().contains("/online/"))
          .sorted()
          .toList();
    }
  }

  private static List<Path> files(Path database, String name) throws IOException {
    try (Stream<Path> all = Files.list(database)) {
      return all.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
    }
  }

  private static Path file(Path database, String name) throws IOException {
    return files(database, name).getFirst();
  }

  private static void cut(Path file, long length) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length));
  }

  /** The node may have compacted it away in the meantime. */
  private static void spoilIfThere(Path file) throws IOException {
    try {
      spoil(file);
    } catch (NoSuchFileException e) {
      System.out.println("compacted meanwhile: " + file);
    }
  }

  /** Flips bits in place, all over the file. */
  private static void spoil(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 10; at < bytes.length - 60; at += 50) {
      bytes[at] ^= 0x10;
    }
    Files.write(file, bytes, StandardOpenOption.WRITE);
  }
}
