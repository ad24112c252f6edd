package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.TestDuck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not fit into memory goes to disk, and nobody sees it in the training set. */
class SpillTest {
  private static final int EVENTS = 200_000;
  private static final int SPINE = 800_000;
  private static final int USERS = 5_000;

  /** The least that the command takes. */
  private static final long LEAST = 512_000_000;

  private static final long FAR_TOO_LITTLE = 20_000_000;

  @TempDir Path folder;
  private final Set<Path> spilled = new TreeSet<>();

  @Test
  void an_export_that_spills_makes_the_same_bytes_and_leaves_nothing() throws Exception {
    Path spine = folder.resolve("spine.parquet");
    try (TestDuck duck = new TestDuck()) {
      duck.execute(
          """
          COPY (SELECT 'u' || hash(range) %% %d AS "user",
              make_timestamptz(%d + (hash(range + 1) %% %d)::BIGINT * 1000000) AS event_timestamp,
              md5(range::VARCHAR) || md5((range + 1)::VARCHAR) AS note FROM range(%d))
            TO '%s' (FORMAT parquet)\
          """
              .formatted(USERS, Micros.of(ServedHistory.START), EVENTS, SPINE, spine));
    }
    try (ServedHistory history = new ServedHistory(folder.resolve("state"), events())) {
      String ample = export(history, spine, 4L << 30);
      assertThat(spilled).isEmpty();
      String least = export(history, spine, LEAST);

      assertThat(spilled).isNotEmpty();
      assertThat(least).isEqualTo(ample);

      assertThatThrownBy(() -> export(history, spine, FAR_TOO_LITTLE))
          .isInstanceOf(ExportException.class)
          .hasMessageMatching(
              "Cannot (read|join|write) .+: that needs more memory than the export may use; give it more, with --memory");
    }
    assertThat(TestDuck.scratches()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "spine.parquet", "state", "set.parquet", "set.parquet.manifest.json");
    }
  }

  /** The digest of what is made; what is spilled meanwhile is noted. */
  private String export(ServedHistory history, Path spine, long memory) throws Exception {
    ExportOptions options =
        new ExportOptions(
            ExportOptions.TIMESTAMP_COLUMN,
            false,
            true,
            List.of(),
            Optional.empty(),
            List.of(),
            memory);
    ExportRequest request =
        new ExportRequest(
            history.deployment(),
            Choice.service("review_v1"),
            SpineSource.Files.of(spine),
            folder.resolve("set.parquet"),
            options);
    Thread watching = Thread.ofVirtual().start(this::watch);
    try {
      return history.sets().export(request, ExportProgress.NONE).sha256();
    } finally {
      watching.interrupt();
      watching.join();
    }
  }

  private void watch() {
    try {
      while (true) {
        spilled.addAll(TestDuck.spilled());
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      // the export is done
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Happening> events() {
    Random random = new Random(7);
    List<Happening> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      long time = Micros.of(ServedHistory.START.plusSeconds(i));
      events.add(
          new Happening(
              List.of("u" + random.nextInt(USERS)),
              time,
              null,
              i,
              Arrays.asList(
                  random.nextLong(),
                  random.nextDouble(),
                  i,
                  i % 2 == 0,
                  Long.toHexString(random.nextLong()),
                  Micros.toInstant(time),
                  List.of("t" + i % 9),
                  random.nextFloat(),
                  new byte[] {(byte) i})));
    }
    return events;
  }
}
