package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.TestEvent;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The law of accumulators: the result is a function of the set of events added. Neither the order
 * of adding nor the shape of merging shows, and writing and reading in between changes nothing, to
 * the bit; and it is what an oracle says that looks at all events at once.
 */
class AccumulatorLawTest {
  private static final int ROUNDS = Integer.getInteger("tests.rounds", 150);
  private final Random random = RandomSums.random(AccumulatorLawTest.class);

  @ParameterizedTest
  @EnumSource(Function.class)
  void the_result_is_that_of_the_set_of_events(Function function) {
    for (Scalar scalar : Scalar.values()) {
      if (function.resultType(ValueType.of(scalar)).isPresent()) {
        for (int round = 0; round < ROUNDS; round++) {
          holds(aggregation(function, scalar), RandomEvents.of(random, scalar));
        }
      }
    }
  }

  private Aggregation aggregation(Function function, Scalar scalar) {
    return new Aggregation(
        function,
        ValueType.of(scalar),
        function.takesN() ? 1 + random.nextInt(6) : 0,
        function.takesPercentile() ? random.nextInt(21) / 20.0 : 0);
  }

  private void holds(Aggregation aggregation, List<TestEvent> events) {
    Object expected = SetOracle.result(aggregation, events);
    String what = aggregation + " of " + texts(events);
    assertThat(bits(sequential(aggregation, events)))
        .as(() -> "sequential " + what)
        .isEqualTo(bits(expected));
    List<TestEvent> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, random);
    assertThat(bits(result(merged(aggregation, shuffled))))
        .as(() -> "merged " + what)
        .isEqualTo(bits(expected));
    if (aggregation.start() instanceof Reversible state) {
      undoes(aggregation, state, shuffled);
    }
  }

  /** What was taken out again does not show. */
  private void undoes(Aggregation aggregation, Reversible state, List<TestEvent> events) {
    List<TestEvent> in = new ArrayList<>();
    for (TestEvent event : events) {
      state.add(event, event.value());
      in.add(event);
      while (!in.isEmpty() && random.nextInt(3) == 0) {
        TestEvent out = in.remove(random.nextInt(in.size()));
        assertThat(state.remove(out, out.value())).isTrue();
      }
    }
    assertThat(bits(result(state)))
        .as(() -> "%s of %s, added one by one and others taken out".formatted(aggregation, in))
        .isEqualTo(bits(SetOracle.result(aggregation, in)));
  }

  private static Object sequential(Aggregation aggregation, List<TestEvent> events) {
    Accumulator state = aggregation.start();
    events.forEach(event -> state.add(event, event.value()));
    return result(state);
  }

  /** The state of all events, put together from parts in a random tree. */
  private Accumulator merged(Aggregation aggregation, List<TestEvent> events) {
    Accumulator state = aggregation.start();
    if (events.size() < 2 || random.nextInt(4) == 0) {
      events.forEach(event -> state.add(event, event.value()));
      return again(aggregation, state);
    }
    int middle = random.nextInt(events.size() + 1);
    Accumulator left =
        random.nextInt(4) == 0
            ? state
            : merged(aggregation, new ArrayList<>(events.subList(0, middle)));
    Accumulator right = merged(aggregation, events.subList(middle, events.size()));
    String before = bits(result(right));
    left.merge(right);
    assertThat(bits(result(right))).as("the merged state of " + aggregation).isEqualTo(before);
    if (left == state) {
      events.subList(0, middle).forEach(event -> state.add(event, event.value()));
    }
    return again(aggregation, left);
  }

  /** Half the time as it was, and half the time as it was written and read. */
  private Accumulator again(Aggregation aggregation, Accumulator state) {
    if (random.nextBoolean()) {
      return state;
    }
    ByteSink out = new ByteSink(0);
    state.write(out);
    ByteSource in = new ByteSource(out.toByteArray());
    Accumulator read = aggregation.read(in);
    assertThat(in.atEnd()).as("%s reads what it wrote", aggregation).isTrue();
    return read;
  }

  private static Object result(Accumulator state) {
    try {
      return state.result();
    } catch (AggregateOverflowException overflow) {
      return AggregateOverflowException.class;
    }
  }

  private static String texts(List<TestEvent> events) {
    return Stream.of(events)
        .flatMap(List::stream)
        .map(e -> "%d/%d/%s".formatted(e.eventTime(), e.position(), bits(e.value())))
        .toList()
        .toString();
  }

  /** Equal for the same bits only. */
  static String bits(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(AccumulatorLawTest::bits).toList().toString();
    }
    if (value instanceof Double number) {
      return number + " #" + Long.toHexString(Double.doubleToRawLongBits(number));
    }
    if (value instanceof Float number) {
      return number + " #" + Integer.toHexString(Float.floatToRawIntBits(number));
    }
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
  }
}
