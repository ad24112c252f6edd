package dev.tidemark.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.checker.product.Commands;
import dev.tidemark.checker.record.Entry;
import dev.tidemark.checker.record.Record;
import dev.tidemark.checker.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Uses the whole product at random, kills it now and then, and checks afterwards whether what it
 * answered was right. {@code -Dtests.seed} repeats a run; {@code -Dchaos.runs} and {@code
 * -Dchaos.minutes} say for how long.
 */
class HistoryCheckerTest {
  private static final Path FOLDER = Path.of("target/history-checker").toAbsolutePath();

  @Test
  void what_is_acknowledged_is_neither_lost_nor_counted_twice_and_every_answer_is_right()
      throws Exception {
    Long given = Long.getLong("tests.seed");
    int runs = Integer.getInteger("chaos.runs", given == null ? 2 : 1);
    Duration least = Duration.ofMinutes(Integer.getInteger("chaos.minutes", 0));
    long seed = given == null ? new Random().nextInt(1_000_000_000) : given;
    long start = System.nanoTime();
    Files.createDirectories(FOLDER);
    try (Commands commands = new Commands(FOLDER.resolve("commands.log"))) {
    for (int i = 0; i < runs || System.nanoTime() - start < least.toNanos(); i++) {
      check(seed + i, commands);
    }
    }
  }

  private static void check(long seed, Commands commands) throws Exception {
    System.out.printf("HistoryCheckerTest: -Dtests.seed=%d%n", seed);
    Path folder = FOLDER.resolve(Long.toString(seed));
    delete(folder);
    Files.createDirectories(folder);
    long start = System.nanoTime();
    try (Run run = new Run(seed, folder, commands)) {
      List<String> problems = run.problems();
      System.out.printf(
          "  %s, %d s%n",
          summary(run.record()), Duration.ofNanos(System.nanoTime() - start).toSeconds());
      Files.write(folder.resolve("problems.txt"), problems);
      assertThat(problems.stream().limit(3).toList())
          .as(
              "%d problems, see problems.txt and record.txt in %s; repeat with -Dtests.seed=%d",
              problems.size(), folder, seed)
          .isEmpty();
    }
    delete(folder);
  }

  private static String summary(Record record) {
    return "%d events, %d lookups, %d exports, %d versions, %d kills and stops"
        .formatted(
            record.all(Entry.Sent.class).size()
                + record.all(Entry.Pushed.class).stream().mapToInt(p -> p.events().size()).sum(),
            record.all(Entry.Lookup.class).size(),
            record.all(Entry.Export.class).size(),
            record.all(Entry.Applied.class).size(),
            record.all(Entry.Gone.class).size());
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
