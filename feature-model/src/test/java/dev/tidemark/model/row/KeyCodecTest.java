package dev.tidemark.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyCodecTest {
  private static final KeyCodec EVERY_TYPE =
      codec(
          Scalar.BOOL,
          Scalar.INT32,
          Scalar.INT32,
          Scalar.INT64,
          Scalar.TIMESTAMP,
          Scalar.STRING,
          Scalar.STRING,
          Scalar.BYTES,
          Scalar.STRING);
  private static final Object[] VALUES = {
    true,
    1,
    -1,
    0L,
    Instant.parse("1969-12-31T23:59:59.999999Z"),
    "",
    "Zü",
    new byte[] {0, -1},
    "k".repeat(200)
  };

  private static KeyCodec codec(Scalar... scalars) {
    List<Column> fields = new ArrayList<>();
    for (Scalar scalar : scalars) {
      fields.add(new Column("f" + fields.size(), ValueType.of(scalar)));
    }
    return new KeyCodec(fields);
  }

  @Test
  void a_key_is_written_as_the_golden_file_says() throws IOException {
    assertThat(EVERY_TYPE.encode(VALUES)).isEqualTo(Golden.bytes("entity-key.hex"));
  }

  @Test
  void the_golden_file_is_read_as_it_was_meant() throws IOException {
    assertThat(EVERY_TYPE.decode(Golden.bytes("entity-key.hex"))).isEqualTo(VALUES);
  }

  @Test
  void one_and_eleven_is_not_eleven_and_one() {
    KeyCodec numbers = codec(Scalar.INT64, Scalar.INT64);
    assertThat(numbers.encode(1L, 11L)).isNotEqualTo(numbers.encode(11L, 1L));
    KeyCodec texts = codec(Scalar.STRING, Scalar.STRING);
    assertThat(texts.encode("1", "11")).isNotEqualTo(texts.encode("11", "1"));
    assertThat(texts.encode("", "a")).isNotEqualTo(texts.encode("a", ""));
  }

  @Test
  void keys_have_the_same_bytes_exactly_when_they_are_equal_and_none_begins_another() {
    RandomValues any = new RandomValues(KeyCodecTest.class);
    for (int round = 0; round < 200; round++) {
      Scalar[] fields = new Scalar[1 + any.random.nextInt(3)];
      Arrays.setAll(fields, i -> keyScalar(any));
      KeyCodec codec = codec(fields);
      Set<List<Object>> keys = new HashSet<>();
      List<byte[]> encoded = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Object[] key = Arrays.stream(fields).map(any::value).toArray();
        byte[] bytes = codec.encode(key);
        assertThat(codec.decode(bytes)).isEqualTo(key);
        if (keys.add(identity(key))) {
          encoded.add(bytes);
        }
      }
      assertNoneBeginsAnother(encoded);
    }
  }

  private static Scalar keyScalar(RandomValues any) {
    Scalar scalar = any.scalar();
    return KeyCodec.supports(ValueType.of(scalar)) ? scalar : Scalar.STRING;
  }

  /** Byte arrays as lists, which are equal when their bytes are. */
  private static List<Object> identity(Object[] key) {
    return Arrays.stream(key)
        .map(v -> v instanceof byte[] bytes ? Arrays.toString(bytes) : v)
        .toList();
  }

  private static void assertNoneBeginsAnother(List<byte[]> keys) {
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < keys.size(); j++) {
        byte[] one = keys.get(i);
        byte[] other = keys.get(j);
        boolean begins =
            one.length <= other.length && Arrays.equals(one, 0, one.length, other, 0, one.length);
        assertThat(begins)
            .as("%s, %s", Arrays.toString(one), Arrays.toString(other))
            .isEqualTo(i == j);
      }
    }
  }

  @Test
  void bytes_of_integers_and_times_sort_as_their_values() {
    KeyCodec codec = codec(Scalar.INT64);
    long[] sorted = {Long.MIN_VALUE, -2, -1, 0, 1, 255, 256, Long.MAX_VALUE};
    for (int i = 1; i < sorted.length; i++) {
      assertThat(Arrays.compareUnsigned(codec.encode(sorted[i - 1]), codec.encode(sorted[i])))
          .isNegative();
    }
  }

  @Test
  void what_has_no_beyond_doubt_equality_is_no_key() {
    assertThatThrownBy(() -> codec(Scalar.STRING, Scalar.DOUBLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot use DOUBLE as a key: f1");
    assertThat(KeyCodec.supports(ValueType.of(Scalar.FLOAT))).isFalse();
    assertThat(KeyCodec.supports(ValueType.arrayOf(Scalar.INT64))).isFalse();
  }
}
