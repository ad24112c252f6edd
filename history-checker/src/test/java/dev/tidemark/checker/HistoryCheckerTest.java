package dev.tidemark.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.checker.product.Commands;
import dev.tidemark.checker.record.Entry.Applied;
import dev.tidemark.checker.record.Entry.Export;
import dev.tidemark.checker.record.Entry.Gone;
import dev.tidemark.checker.record.Entry.Lookup;
import dev.tidemark.checker.record.Entry.Pushed;
import dev.tidemark.checker.record.Entry.Sent;
import dev.tidemark.checker.record.Record;
import dev.tidemark.checker.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Uses the whole product at random, kills it now and then, and checks afterwards whether all that
 * it answered was right. {@code -Dtests.seed} repeats a run; {@code -Dchaos.runs}, or else {@code
 * -Dchaos.minutes}, say how many there shall be.
 */
class HistoryCheckerTest {
  private static final Path FOLDER = Path.of("target/history-checker").toAbsolutePath();
  private static final int FEW = 2;
  private static final int SHOWN = 1;

  private final Long given = Long.getLong("tests.seed");
  private final Integer minutes = Integer.getInteger("chaos.minutes");
  private final Integer runs =
      Integer.getInteger("chaos.runs", given == null ? null : Integer.valueOf(1));
  private final List<String> failures = new ArrayList<>();

  @Test
  void nothing_is_lost_or_counted_twice_and_every_answer_is_right() throws Exception {
    long seed = given == null ? new Random().nextInt(1_000_000_000) : given;
    long start = System.nanoTime();
    Files.createDirectories(FOLDER);
    Runtime.getRuntime().addShutdownHook(new Thread(HistoryCheckerTest::endProcesses));
    try (Commands commands = new Commands(FOLDER.resolve("commands.log"))) {
      for (int i = 0; goesOn(i, start); i++) {
        check(seed + i, commands);
      }
    }
    assertThat(failures).isEmpty();
  }

  /** None of them outlives this one, however it ends. */
  private static void endProcesses() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private boolean goesOn(int done, long start) {
    if (runs != null) {
      return done < runs;
    }
    return minutes == null ? done < FEW : since(start).toMinutes() < minutes;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void check(long seed, Commands commands) throws Exception {
    System.out.println("HistoryCheckerTest: -Dtests.seed=" + seed);
    Path folder = FOLDER.resolve(Long.toString(seed));
    delete(folder);
    Files.createDirectories(folder);
    long start = System.nanoTime();
    try (Run run = new Run(seed, folder, commands)) {
      List<String> problems = problems(run);
      System.out.printf("  %s, %d s%n", summary(run.record()), since(start).toSeconds());
      if (!problems.isEmpty()) {
        Files.write(folder.resolve("problems.txt"), problems);
        String first = String.join("\n", problems.stream().limit(SHOWN).toList());
        failures.add(
            "Seed %d: %d problems, see problems.txt and record.txt in %s; the first is\n%s"
                .formatted(seed, problems.size(), folder, first));
        System.out.println(failures.getLast());
        return;
      }
    }
    delete(folder);
  }

  private static List<String> problems(Run run) throws Exception {
    try {
      return run.problems();
    } catch (AssertionError e) {
      return List.of("The run did not come to its end: " + e.getMessage());
    }
  }

  private static String summary(Record record) {
    return "%d events, %d lookups, %d exports, %d versions, %d kills and stops"
        .formatted(
            record.all(Sent.class).size()
                + record.all(Pushed.class).stream().mapToInt(p -> p.events().size()).sum(),
            record.all(Lookup.class).size(),
            record.all(Export.class).size(),
            record.all(Applied.class).size(),
            record.all(Gone.class).size());
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
