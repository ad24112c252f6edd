package dev.tidemark.model.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.TestEvent;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesSketchIterator;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesUpdatableSketch;
import org.apache.datasketches.tuple.arrayofdoubles.ArrayOfDoublesUpdatableSketchBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApproxPercentileTest {
  private final Random random = RandomSums.random(ApproxPercentileTest.class);

  private static Aggregation percentile(double percentile) {
    return new Aggregation(Function.APPROX_PERCENTILE, ValueType.of(Scalar.DOUBLE), 0, percentile);
  }

  private static void add(Accumulator state, TestEvent event) {
    state.add(event, event.value());
  }

  private static byte[] bytes(Accumulator state) {
    ByteSink out = new ByteSink(0);
    state.write(out);
    return out.toByteArray();
  }

  /** Events of the values 0, 1, 2 and so on, in the order of the log. */
  private List<TestEvent> events(int count) {
    List<TestEvent> events = new ArrayList<>();
    long time = random.nextInt();
    long position = random.nextInt(1_000_000);
    for (int i = 0; i < count; i++) {
      time += random.nextInt(3);
      position += 1 + random.nextInt(2);
      events.add(new TestEvent(time, 0, position, (double) i, Set.of()));
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, 1_023, 1_024, 1_025, 2_000, 3_000, 100_000})
  void the_state_is_that_of_the_set_however_it_was_split_and_merged(int count) {
    List<TestEvent> events = events(count);
    Accumulator sequential = percentile(0.5).start();
    events.forEach(event -> add(sequential, event));
    Collections.shuffle(events, random);
    List<Accumulator> parts = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      parts.add(percentile(0.5).start());
    }
    for (TestEvent event : events) {
      add(parts.get(random.nextInt(parts.size())), event);
    }
    Accumulator merged = percentile(0.5).start();
    for (Accumulator part : parts) {
      part.merge(merged);
      merged = percentile(0.5).read(new ByteSource(bytes(part)));
    }

    assertThat(bytes(merged)).isEqualTo(bytes(sequential));
    assertThat(merged.result()).isEqualTo(sequential.result());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1_024, 1_025, 5_000, 50_000})
  void the_sample_is_that_of_the_tuple_sketch_of_data_sketches(int count) {
    ArrayOfDoublesUpdatableSketch sketch =
        new ArrayOfDoublesUpdatableSketchBuilder().setNominalEntries(1024).build();
    Accumulator state = percentile(0.5).start();
    for (TestEvent event : events(count)) {
      long[] key = {event.eventTime(), event.position()};
      sketch.update(key, new double[] {(Double) event.value()});
      add(state, event);
    }
    sketch.trim();
    TreeMap<Long, Double> theirs = new TreeMap<>();
    ArrayOfDoublesSketchIterator entries = sketch.iterator();
    while (entries.next()) {
      theirs.put(entries.getKey(), entries.getValues()[0]);
    }
    ByteSource in = new ByteSource(bytes(state));
    TreeMap<Long, Double> ours = new TreeMap<>();
    for (int left = in.varint(); left > 0; left--) {
      ours.put(in.int64(), Double.longBitsToDouble(in.int64()));
    }

    assertThat(ours).isEqualTo(theirs);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.001, 0",
    "0.07, 6",
    "0.25, 24",
    "0.5, 49",
    "0.501, 50",
    "0.99, 98",
    "1, 99"
  })
  void up_to_1024_values_it_is_the_value_of_that_rank(double percentile, double expected) {
    Accumulator state = percentile(percentile).start();
    events(100).forEach(event -> add(state, event));
    assertThat(state.result()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.25, 0.5, 0.9, 0.99})
  void beyond_the_error_of_its_rank_is_the_documented_one(double percentile) {
    double squares = 0;
    int rounds = 50;
    int count = 20_000;
    for (int round = 0; round < rounds; round++) {
      Accumulator state = percentile(percentile).start();
      events(count).forEach(event -> add(state, event));
      double error = (Double) state.result() / count - percentile;
      squares += error * error;
    }
    double documented = Math.sqrt(percentile * (1 - percentile) / 1024);
    assertThat(Math.sqrt(squares / rounds)).isLessThan(documented * 1.55); // 5 sigma of 50 rounds
  }

  @Test
  void integers_are_taken_as_doubles() {
    Aggregation median =
        new Aggregation(Function.APPROX_PERCENTILE, ValueType.of(Scalar.INT64), 0, 0.5);
    assertThat(RandomSums.result(median, List.of(3L, 1L, 2L))).isEqualTo(2.0);
    assertThat(RandomSums.result(median, List.of())).isNull();
  }
}
