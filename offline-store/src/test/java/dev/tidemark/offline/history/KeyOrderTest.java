package dev.tidemark.offline.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.history.table.RowOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys compare by their bytes as their values do. */
class KeyOrderTest {
  private static final List<Column> FIELDS =
      List.of(
          column("s", "STRING"),
          column("n", "INT64"),
          column("i", "INT32"),
          column("b", "BYTES"),
          column("f", "BOOL"));

  /** Lengths about where the length takes another byte. */
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "b",
          "a\0",
          "aa",
          "ﬀ",
          "𝄞",
          "a".repeat(127),
          "a".repeat(128),
          "a".repeat(16_383),
          "a".repeat(16_384),
          "account-12345",
          "account-12346");

  private static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  private static final Comparator<Object[]> VALUES =
      Comparator.<Object[], String>comparing(key -> (String) key[0], RowOrder::compareUtf8)
          .thenComparing(key -> (Long) key[1])
          .thenComparing(key -> (Integer) key[2])
          .thenComparing(key -> (byte[]) key[3], Arrays::compareUnsigned)
          .thenComparing(key -> (Boolean) key[4]);

  private static Object[] random(Random random) {
    return new Object[] {
      TEXTS.get(random.nextInt(TEXTS.size())),
      random.nextInt(3) - 1L,
      random.nextInt(3) - 1,
      TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8),
      random.nextBoolean()
    };
  }

  @Test
  void keys_compare_by_their_bytes_as_their_values_do() {
    long seed = Long.getLong("tests.seed", new Random().nextLong());
    System.out.println("KeyOrderTest: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    KeyCodec codec = new KeyCodec(FIELDS);
    KeyOrder order = new KeyOrder(FIELDS);
    for (int i = 0; i < 20_000; i++) {
      Object[] left = random(random);
      Object[] right = random.nextInt(4) == 0 ? left : random(random);
      byte[] l = codec.encode(left);
      byte[] r = codec.encode(right);
      int expected = Integer.signum(VALUES.compare(left, right));
      assertThat(Integer.signum(order.compare(l, r))).isEqualTo(expected);
      for (int part = 0; part < 2; part++) {
        int beginning = Long.compareUnsigned(order.beginning(l, part), order.beginning(r, part));
        if (part == 0 || order.beginning(l, 0) == order.beginning(r, 0)) {
          assertThat(Integer.signum(beginning)).isIn(0, expected);
        }
      }
      assertThat(text(order, l, 0)).isEqualTo(left[0]);
      assertThat(text(order, l, 3).getBytes(StandardCharsets.UTF_8)).isEqualTo(left[3]);
    }
  }

  private static String text(KeyOrder order, byte[] key, int field) {
    var slice = order.blob(key, field);
    return new String(slice.bytes(), slice.start(), slice.length(), StandardCharsets.UTF_8);
  }

  @Test
  void numbers_compare_by_their_beginning() {
    KeyCodec codec = new KeyCodec(List.of(column("n", "INT64")));
    KeyOrder order = new KeyOrder(List.of(column("n", "INT64")));
    assertThat(
            Long.compareUnsigned(
                order.beginning(codec.encode(-5L), 0), order.beginning(codec.encode(3L), 0)))
        .isNegative();
    assertThat(order.beginning(codec.encode(-5L), 1)).isZero();
  }
}
