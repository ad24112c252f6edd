package dev.tidemark.model.aggregate;

import dev.tidemark.model.feature.TestEvent;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Few events with many ties, of values that are often equal and often extreme. */
final class RandomEvents {
  private RandomEvents() {}

  static List<TestEvent> of(Random random, Scalar scalar) {
    List<Object> pool = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      pool.add(value(random, scalar));
    }
    List<TestEvent> events = new ArrayList<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      long created = random.nextBoolean() ? Micros.NONE : random.nextInt(3);
      Object value = pool.get(random.nextInt(pool.size()));
      events.add(new TestEvent(random.nextInt(4), created, events.size(), value, Set.of()));
    }
    return events;
  }

  private static Object value(Random random, Scalar scalar) {
    return switch (scalar) {
      case BOOL -> random.nextBoolean();
      case INT32 -> random.nextBoolean() ? random.nextInt() : random.nextInt(5) - 2;
      case INT64 -> whole(random);
      case FLOAT ->
          random.nextInt(6) == 0
              ? List.of(0f, -0f, Float.MAX_VALUE, Float.MIN_VALUE).get(random.nextInt(4))
              : (Object) ((random.nextFloat() - 0.5f) * 8);
      case DOUBLE -> real(random);
      case STRING -> text(random);
      case BYTES -> bytes(random);
      case TIMESTAMP -> Micros.toInstant(random.nextLong() % Micros.MAX);
    };
  }

  private static Long whole(Random random) {
    long[] edges = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, 1L << 53};
    return switch (random.nextInt(3)) {
      case 0 -> edges[random.nextInt(edges.length)];
      case 1 -> random.nextInt(100) - 50L;
      default -> random.nextLong() >> random.nextInt(40);
    };
  }

  private static Double real(Random random) {
    double[] edges = {
      0.0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, 0.1, 1e17
    };
    return switch (random.nextInt(8)) {
      case 0 -> edges[random.nextInt(edges.length)];
      case 1 -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(2000) - 1060);
      case 2 -> Math.scalb(random.nextDouble() - 0.5, -1060 + random.nextInt(40));
      case 3, 4 -> random.nextInt(9) / 4.0 - 1;
      default -> (random.nextDouble() - 0.5) * 1000;
    };
  }

  private static String text(Random random) {
    List<String> texts =
        List.of("", "a", "b", "aa", "é", "ﬀ", "\uffff", "𝄞", "𝄞a", "ﬀa", "\ud7ff");
    return texts.get(random.nextInt(texts.size())) + texts.get(random.nextInt(texts.size()));
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(3)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) - 2);
    }
    return bytes;
  }
}
