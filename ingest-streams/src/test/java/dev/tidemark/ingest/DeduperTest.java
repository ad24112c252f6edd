package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeduperTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long NOON = Duration.ofDays(20_000).toMillis();

  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final Deduper deduper = new Deduper("seen", HOUR, new Counters());
  private final WindowStore<byte[], byte[]> store =
      Stores.windowStoreBuilder(
              Stores.inMemoryWindowStore(
                  "seen", Duration.ofMillis(2 * HOUR), Duration.ofMillis(1), false),
              Serdes.ByteArray(),
              Serdes.ByteArray())
          .withLoggingDisabled()
          .build();

  @BeforeEach
  void start() {
    store.init(context.getStateStoreContext(), store);
    deduper.init(context);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private List<Long> passed(long... arrivals) {
    for (long arrival : arrivals) {
      byte[] id = "a".getBytes(StandardCharsets.UTF_8);
      deduper.process(
          new Record<>(
              new byte[] {1},
              new byte[] {2},
              NOON + arrival,
              new RecordHeaders().add(Deduper.ID, id)));
    }
    List<Long> times = new ArrayList<>();
    context.forwarded().forEach(row -> times.add(row.record().timestamp() - NOON));
    return times;
  }

  @Test
  void an_id_is_known_for_as_long_as_the_source_says_and_no_longer() {
    assertThat(passed(0, HOUR, HOUR + 1)).containsExactly(0L, HOUR + 1);
  }

  @Test
  void an_event_that_was_dropped_does_not_prolong_that() {
    assertThat(passed(0, HOUR / 2, HOUR + 1)).containsExactly(0L, HOUR + 1);
  }

  @Test
  void another_task_s_clock_may_be_behind() {
    assertThat(passed(1_000, 0)).containsExactly(1_000L);
  }
}
