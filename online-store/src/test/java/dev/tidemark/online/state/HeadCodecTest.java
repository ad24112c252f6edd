package dev.tidemark.online.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of {@code docs/spec/online-row.md}. */
class HeadCodecTest {
  private static final long SECOND = 1_000_000;
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);
  private static final RowSchema SCHEMA =
      new RowSchema(0, List.of(new Column("delta", INT64)), List.of("robot"));
  private static final Input SUM = new Input(new Aggregation(Function.SUM, INT64, 0), 0, -1);
  private static final Input EVENTS = new Input(new Aggregation(Function.COUNT, null, 0), -1, -1);
  private static final Input ROBOTS = new Input(new Aggregation(Function.COUNT, null, 0), -1, 0);
  private static final LogPlan PLAN =
      new LogPlan(
          List.of(SCHEMA),
          List.of(
              view(
                  -1,
                  new Feature.Latest("delta", INT64, 0),
                  new Window("events", EVENTS, 3600 * SECOND, 0, 0),
                  new Window("sum", SUM, Window.LIFETIME, 0, 0)),
              view(0, new Window("robots", ROBOTS, Window.LIFETIME, 0, 0))));

  private final LogState log = LogState.of(2, PLAN);

  private static View view(int condition, Feature... features) {
    return new View("view" + condition, condition, 0, List.of(features));
  }

  private LogRow row(long seconds, Long delta, boolean robot, long offset) {
    byte[] bytes =
        new RowEncoder(SCHEMA)
            .encode(seconds * SECOND, Micros.NONE, new Object[] {delta}, new boolean[] {robot});
    return log.rows().read(bytes, offset, seconds * SECOND + SECOND / 2);
  }

  private Head head() {
    KeyChange key = new KeyChange(log, new byte[] {1}, entry -> null);
    key.delete(new Tombstone(-2 * SECOND), 0, 0);
    key.add(row(0, -3L, false, 1), 0);
    key.add(row(1, null, true, 3), 0);
    key.add(row(2, 5L, false, 7), 0);
    return key.head();
  }

  @Test
  void a_head_has_the_bytes_of_the_golden_file() throws IOException {
    assertThat(HexFormat.of().formatHex(HeadCodec.write(head())))
        .isEqualTo(HexFormat.of().formatHex(golden("online-head.hex")));
  }

  @Test
  void the_golden_file_is_read() throws IOException {
    Head head = HeadCodec.read(log, golden("online-head.hex"));

    assertThat(head.seen()).isEqualTo(new Head.Seen(7, -2 * SECOND));
    assertThat(head.newest(0).value(0)).isEqualTo(5L);
    assertThat(head.newest(0).arrival()).isEqualTo(2 * SECOND + SECOND / 2);
    assertThat(head.newest(1).position()).isEqualTo(3);
    assertThat(HeadCodec.write(head)).isEqualTo(golden("online-head.hex"));
  }

  @Test
  void a_row_that_is_newest_of_several_conditions_is_stored_once() {
    LogRow only = row(1, 5L, true, 0);
    KeyChange key = new KeyChange(log, new byte[] {1}, entry -> null);
    key.add(only, 0);

    String head = HexFormat.of().formatHex(HeadCodec.write(key.head()));
    String row = HexFormat.of().formatHex(only.bytes());
    assertThat(head.indexOf(row)).isPositive().isEqualTo(head.lastIndexOf(row));
  }

  @Test
  void a_key_without_events_is_written_and_read_as_such() {
    Head none = HeadCodec.read(log, HeadCodec.write(Head.none(log)));

    assertThat(none.seen()).isEqualTo(new Head.Seen(-1, Micros.NONE));
    assertThat(none.newest(0)).isNull();
    assertThat(none.newest(1)).isNull();
  }

  @Test
  void another_version_is_refused() {
    assertThatThrownBy(() -> HeadCodec.read(log, new byte[] {9}))
        .hasMessage("Cannot read online row: unknown version 9");
  }

  @Test
  void a_nodes_key_has_the_bytes_of_the_golden_file() throws IOException {
    byte[] entityKey =
        new KeyCodec(List.of(new Column("page", ValueType.of(Scalar.STRING)))).encode("pag");

    assertThat(HexFormat.of().formatHex(log.keys(entityKey).node(7 * 1024 + 1)))
        .isEqualTo(HexFormat.of().formatHex(golden("online-node-key.hex")));
  }

  private static byte[] golden(String name) throws IOException {
    try (var in = HeadCodecTest.class.getResourceAsStream("/golden/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return HexFormat.of().parseHex(text.replaceAll("#.*|\\s", ""));
    }
  }
}
