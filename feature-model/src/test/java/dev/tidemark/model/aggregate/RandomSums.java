package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.TestEvent;
import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.List;
import java.util.Random;

/** Runs an aggregation over values; prints its seed, which {@code -Dtests.seed} repeats. */
final class RandomSums {
  private RandomSums() {}

  static Random random(Class<?> test) {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println(test.getSimpleName() + ": -Dtests.seed=" + seed);
    return new Random(seed);
  }

  static Aggregation over(Function function, Scalar scalar) {
    return new Aggregation(function, ValueType.of(scalar), 0);
  }

  static Object result(Aggregation aggregation, List<?> values) {
    Accumulator state = aggregation.start();
    values.forEach(value -> state.add(TestEvent.at(0, value), value));
    return state.result();
  }

  /** As {@link #result}, written and read on the way. */
  static Object interrupted(Aggregation aggregation, List<?> values, int after) {
    Accumulator state = aggregation.start();
    for (int i = 0; i < values.size(); i++) {
      if (i == after) {
        ByteSink out = new ByteSink(0);
        state.write(out);
        ByteSource in = new ByteSource(out.toByteArray());
        state = aggregation.read(in);
        if (!in.atEnd()) {
          throw new AssertionError("left over after " + in.position());
        }
      }
      state.add(TestEvent.at(0, values.get(i)), values.get(i));
    }
    return state.result();
  }
}
