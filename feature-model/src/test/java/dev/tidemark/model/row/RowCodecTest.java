package dev.tidemark.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowCodecTest {
  private static final RowSchema EVERY_TYPE =
      new RowSchema(
          258,
          List.of(
              column("flag", "BOOL"),
              column("small", "INT32"),
              column("big", "INT64"),
              column("ratio", "FLOAT"),
              column("exact", "DOUBLE"),
              column("text", "STRING"),
              column("raw", "BYTES"),
              column("at", "TIMESTAMP"),
              column("numbers", "ARRAY<INT64>"),
              column("words", "ARRAY<STRING>"),
              column("none", "STRING")),
          List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"));

  private static final Object[] VALUES = {
    true,
    null,
    -2L,
    1.5f,
    -0.0,
    "Zü",
    new byte[] {0, -1},
    Instant.parse("1970-01-01T00:00:00.000001Z"),
    Arrays.asList(1L, null, -1L),
    Arrays.asList("", null, "a"),
    null
  };
  private static final boolean[] HOLD = {
    true, false, true, false, false, false, false, false, true
  };
  private static final long EVENT_TIME = Micros.of(Instant.parse("2026-01-02T03:04:05.123456Z"));

  private static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  private static LogRow read(byte[] row, RowSchema written, RowSchema current) {
    return new RowReader(List.of(written, current), current).read(row, 17, 18);
  }

  /** As AssertJ can compare it: byte arrays by their bytes, lists element by element. */
  private static Object comparable(Object value) {
    return value instanceof List<?> list ? list.toArray() : value;
  }

  @Test
  void a_row_is_written_as_the_golden_file_says() throws IOException {
    byte[] row = new RowEncoder(EVERY_TYPE).encode(EVENT_TIME, Micros.NONE, VALUES, HOLD);
    assertThat(row).isEqualTo(Golden.bytes("feature-log-row.hex"));
  }

  @Test
  void the_golden_file_is_read_as_it_was_meant() throws IOException {
    byte[] bytes = Golden.bytes("feature-log-row.hex");
    LogRow row = read(bytes, EVERY_TYPE, EVERY_TYPE);
    assertThat(row.eventTime()).isEqualTo(EVENT_TIME);
    assertThat(row.createdTime()).isEqualTo(Micros.NONE);
    assertThat(row.position()).isEqualTo(17);
    assertThat(row.arrival()).isEqualTo(18);
    assertThat(row.bytes()).isSameAs(bytes);
    for (int i = 0; i < VALUES.length; i++) {
      assertThat(row.value(i)).as("column %s", i).isEqualTo(VALUES[i]);
    }
    for (int i = 0; i < HOLD.length; i++) {
      assertThat(row.holds(i)).as("condition %s", i).isEqualTo(HOLD[i]);
    }
    assertThat(row.holds(-1)).as("no condition").isTrue();
  }

  @Test
  void any_values_of_any_schema_are_read_as_they_were_written() {
    RandomValues any = new RandomValues(RowCodecTest.class);
    for (int i = 0; i < 2_000; i++) {
      RowSchema schema = any.schema(any.random.nextInt(65_536));
      RandomRow row = RandomRow.of(any, schema);
      LogRow read = read(row.bytes, schema, schema);
      assertThat(read.eventTime()).isEqualTo(row.eventTime);
      assertThat(read.createdTime()).isEqualTo(row.createdTime);
      for (int c = 0; c < row.values.length; c++) {
        assertThat(comparable(read.value(c)))
            .as("%s", schema.columns().get(c))
            .isEqualTo(comparable(row.values[c]));
      }
      for (int c = 0; c < row.holds.length; c++) {
        assertThat(read.holds(c)).isEqualTo(row.holds[c]);
      }
    }
  }

  @Test
  void a_row_of_an_older_schema_is_read_as_one_of_the_newest() {
    RandomValues any = new RandomValues(RowCodecTest.class);
    for (int i = 0; i < 2_000; i++) {
      RowSchema older = any.schema(0);
      RowSchema newer = changed(any, older);
      RandomRow row = RandomRow.of(any, older);
      LogRow read = read(row.bytes, older, newer);
      for (int c = 0; c < newer.columns().size(); c++) {
        int was = older.columns().indexOf(newer.columns().get(c));
        assertThat(comparable(read.value(c)))
            .as("%s of %s in %s", newer.columns().get(c), newer, older)
            .isEqualTo(was < 0 ? null : comparable(row.values[was]));
      }
      for (int c = 0; c < newer.conditions().size(); c++) {
        int was = older.conditions().indexOf(newer.conditions().get(c));
        assertThat(read.holds(c)).isEqualTo(was >= 0 && row.holds[was]);
      }
    }
  }

  /** Some columns and conditions gone, some new, all in another order, some of another type. */
  private static RowSchema changed(RandomValues any, RowSchema older) {
    List<Column> columns = new ArrayList<>(older.columns());
    columns.removeIf(column -> any.random.nextInt(4) == 0);
    columns.replaceAll(
        column -> any.random.nextInt(4) == 0 ? new Column(column.name(), any.type()) : column);
    columns.add(new Column("new", any.type()));
    Collections.shuffle(columns, any.random);
    List<String> conditions = new ArrayList<>(older.conditions());
    conditions.removeIf(condition -> any.random.nextInt(4) == 0);
    conditions.add("new");
    Collections.shuffle(conditions, any.random);
    return new RowSchema(1, columns, conditions);
  }

  @Test
  void bytes_of_an_unknown_version_or_schema_are_no_row() {
    RowSchema schema = new RowSchema(1, List.of(column("x", "INT64")), List.of());
    byte[] row = new RowEncoder(schema).encode(0, 0, new Object[] {1L}, new boolean[0]);
    RowReader reader = new RowReader(List.of(schema), schema);
    byte[] otherVersion = row.clone();
    otherVersion[0] = 2;
    assertThatThrownBy(() -> reader.read(otherVersion, 42, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read feature-log row at 42: unknown version");
    byte[] otherSchema = row.clone();
    otherSchema[2] = 9;
    assertThatThrownBy(() -> reader.read(otherSchema, 42, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read feature-log row at 42: unknown schema 9");
    assertThatThrownBy(() -> reader.read(new byte[0], 42, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void columns_of_the_same_name_and_another_type_are_not_the_same() {
    RowSchema older = new RowSchema(0, List.of(column("x", "INT32")), List.of());
    RowSchema newer = new RowSchema(1, List.of(column("x", "INT64")), List.of());
    byte[] row = new RowEncoder(older).encode(0, 0, new Object[] {1}, new boolean[0]);
    assertThat(read(row, older, newer).value(0)).isNull();
    assertThat(older.sameShape(newer)).isFalse();
  }

  @Test
  void every_scalar_is_in_the_golden_row() {
    assertThat(EVERY_TYPE.columns().stream().map(c -> c.type().scalar())).contains(Scalar.values());
  }

  /** A row of random values. */
  private static final class RandomRow {
    private final long eventTime;
    private final long createdTime;
    private final Object[] values;
    private final boolean[] holds;
    private final byte[] bytes;

    private RandomRow(RandomValues any, RowSchema schema) {
      eventTime = any.random.nextLong();
      createdTime = any.random.nextLong();
      values = schema.columns().stream().map(c -> any.value(c.type())).toArray();
      holds = new boolean[schema.conditions().size()];
      for (int i = 0; i < holds.length; i++) {
        holds[i] = any.random.nextBoolean();
      }
      bytes = new RowEncoder(schema).encode(eventTime, createdTime, values, holds);
    }

    static RandomRow of(RandomValues any, RowSchema schema) {
      return new RandomRow(any, schema);
    }
  }
}
