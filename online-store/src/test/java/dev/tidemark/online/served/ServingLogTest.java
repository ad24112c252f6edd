package dev.tidemark.online.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.fold.ServedExample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of three rows for a broker that accepts connections and never says a word. */
class ServingLogTest {
  private static final int ROWS = 3;

  @TempDir Path folder;
  private final AtomicLong dropped = new AtomicLong();
  private ServedExample example;
  private ServerSocket silent;
  private ServingLog log;

  @BeforeEach
  void start() throws IOException {
    example = new ServedExample(folder);
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    log =
        new ServingLog(
            Map.of("bootstrap.servers", "localhost:" + silent.getLocalPort()),
            (service, outcome, rows) -> {
              assertThat(service).isEqualTo("computed");
              assertThat(outcome).isEqualTo(Outcome.DROPPED);
              dropped.addAndGet(rows);
            });
  }

  @AfterEach
  void stop() throws IOException {
    log.close();
    silent.close();
    example.close();
  }

  private long droppedOf(int answers, double share) {
    LoggedAnswer answer = LoggedAnswer.of(example);
    for (int i = 0; i < answers; i++) {
      log.answered(answer.sampled(share), answer.answer());
    }
    return dropped.get();
  }

  @Test
  void what_would_have_to_wait_behind_too_many_is_dropped_at_once() {
    long atOnce = droppedOf(10_000, 1);
    assertThat(atOnce)
        .isBetween(
            10_000L * ROWS - ServingLog.MOST_WAITING - 10 * ROWS,
            10_000L * ROWS - ServingLog.MOST_WAITING + ROWS);
  }

  @Test
  void every_row_is_counted_once_when_the_log_closes() {
    droppedOf(5_000, 1);
    log.close();
    assertThat(dropped).hasValue(5_000L * ROWS);
  }

  @Test
  void a_share_of_the_lookups_is_taken() {
    droppedOf(20_000, 0.1);
    log.close();
    // Seven standard deviations
    assertThat(dropped.get() / ROWS).isBetween(1_700L, 2_300L);
  }

  @Test
  void a_share_of_none_is_none() {
    droppedOf(20_000, 0);
    log.close();
    assertThat(dropped).hasValue(0);
  }
}
