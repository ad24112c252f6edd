package dev.tidemark.offline.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A history that is read in the order of its files, which a name only promises. */
class HistoryBatchesTest {
  private static final List<ValueType> NUMBERS = Collections.nCopies(3, ValueType.of(Scalar.INT64));

  /**
   * The times of key 2's events, as the join gets them.
   *
   * @param events of key, time and offset: {@code (1, 10, 0), (2, 10, 1)}
   */
  private static List<Long> times(String events) throws Exception {
    String history =
        "SELECT k::BIGINT, t::BIGINT, o::BIGINT FROM (VALUES %s) e(k, t, o)".formatted(events);
    String asked = "SELECT 2::BIGINT, 1000::BIGINT, 0::BIGINT";
    HistoryColumnPlaces places = HistoryColumnPlaces.of(1, 1, -1, 2, Map.of(), Map.of());
    try (Duck duck = new Duck();
        SpineBatches spine =
            new SpineBatches(duck.batches(asked, NUMBERS, Batches.ROWS), 1, rows -> {});
        HistoryBatches batches =
            new HistoryBatches(
                duck.batches(history, NUMBERS, Batches.ROWS), places, spine, 1, new int[0])) {
      List<Long> times = new ArrayList<>();
      assertThat(spine.next()).isTrue();
      batches.seek();
      batches.upTo(spine.time(), (event, known) -> times.add(event.eventTime()));
      return times;
    }
  }

  private static void refused(String events) {
    assertThatThrownBy(() -> times(events))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot join: the history is not in the order that its files promise");
  }

  @Test
  void the_events_of_the_spines_key_come_in_their_order() throws Exception {
    assertThat(times("(1, 30, 0), (2, 10, 2), (2, 20, 1), (2, 20, 3), (3, 10, 4)"))
        .containsExactly(10L, 20L, 20L);
  }

  @Test
  void keys_out_of_order_end_the_join() {
    refused("(2, 10, 0), (1, 20, 1)");
  }

  @Test
  void times_out_of_order_end_the_join() {
    refused("(2, 20, 0), (2, 10, 1)");
  }

  @Test
  void offsets_out_of_order_among_equal_times_end_the_join() {
    refused("(2, 10, 1), (2, 10, 0)");
  }
}
