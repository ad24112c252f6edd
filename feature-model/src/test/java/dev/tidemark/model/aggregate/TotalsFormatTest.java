package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.TestEvent;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.row.Golden;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bytes of states are those of the golden file, which the documentation describes. */
class TotalsFormatTest {
  private static final List<Object> WHOLE = List.of(3L, -1L, 3L);
  private static final List<Object> REAL = List.of(0.5, -2.0, 0.5);
  private static final List<Object> TEXT = List.of("b", "a", "b");

  /** A function and what it has seen, at 10, 20 and 30, without created time, at 5, 6 and 7. */
  private record Total(Aggregation aggregation, List<Object> values) {
    Accumulator state() {
      Accumulator state = aggregation.start();
      for (int i = 0; i < values.size(); i++) {
        Object value = values.get(i);
        state.add(new TestEvent(10 * (i + 1), Micros.NONE, 5 + i, value, Set.of()), value);
      }
      return state;
    }
  }

  private static Total total(Function function, Scalar scalar, int n, List<Object> values) {
    return new Total(new Aggregation(function, ValueType.of(scalar), n, 0), values);
  }

  private static List<Total> totals() {
    return List.of(
        total(Function.COUNT, Scalar.INT64, 0, WHOLE),
        total(Function.SUM, Scalar.INT64, 0, WHOLE),
        total(Function.MEAN, Scalar.DOUBLE, 0, REAL),
        total(Function.MIN, Scalar.INT64, 0, WHOLE),
        total(Function.VARIANCE, Scalar.INT64, 0, WHOLE),
        total(Function.STDDEV, Scalar.DOUBLE, 0, REAL),
        total(Function.FIRST, Scalar.STRING, 0, TEXT),
        total(Function.LAST_N, Scalar.STRING, 2, TEXT),
        total(Function.COUNT_DISTINCT, Scalar.STRING, 0, TEXT),
        total(Function.APPROX_COUNT_DISTINCT, Scalar.STRING, 0, TEXT),
        total(Function.APPROX_PERCENTILE, Scalar.DOUBLE, 0, REAL),
        total(Function.TOP_K, Scalar.STRING, 1, TEXT));
  }

  @Test
  void states_are_written_as_in_the_golden_file() throws IOException {
    ByteSink out = new ByteSink(0);
    totals().forEach(total -> total.state().write(out));
    assertThat(out.toByteArray()).isEqualTo(Golden.bytes("totals.hex"));
  }

  @Test
  void the_golden_file_is_still_read() throws IOException {
    ByteSource in = new ByteSource(Golden.bytes("totals.hex"));
    List<Object> results = new ArrayList<>();
    for (Total total : totals()) {
      results.add(total.aggregation.read(in).result());
    }
    assertThat(in.atEnd()).isTrue();
    assertThat(results).isEqualTo(totals().stream().map(total -> total.state().result()).toList());
  }
}
