package dev.tidemark.offline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** A distinct value and how often it occurs. */
record Frequency(Object value, long count) {

  /** The most frequent first; of equally frequent ones the lesser first. */
  static List<Frequency> of(List<Object> inputs) {
    List<Frequency> distinct = new ArrayList<>();
    for (Object input : inputs) {
      Object value = positiveZero(input);
      if (distinct.stream().noneMatch(known -> compare(known.value, value) == 0)) {
        long count = inputs.stream().filter(i -> compare(positiveZero(i), value) == 0).count();
        distinct.add(new Frequency(value, count));
      }
    }
    distinct.sort(
        Comparator.comparingLong(Frequency::count)
            .reversed()
            .thenComparing(Frequency::value, Frequency::compare));
    return distinct;
  }

  private static Object positiveZero(Object value) {
    if (value instanceof Double number && number == 0) {
      return 0.0;
    }
    return value instanceof Float number && number == 0 ? (Object) 0f : value;
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object left, Object right) {
    if (left instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes).compareTo(HexFormat.of().formatHex((byte[]) right));
    }
    if (left instanceof String text) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
    }
    return ((Comparable<Object>) left).compareTo(right);
  }
}
