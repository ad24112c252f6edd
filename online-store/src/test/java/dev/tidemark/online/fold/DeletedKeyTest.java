package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.state.Head;
import dev.tidemark.online.state.HeadCodec;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.state.TreeSizes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tombstone leaves of a key with deep trees; events come one a second, from 0 on. */
class DeletedKeyTest {
  private static final long SECOND = 1_000_000;
  private static final int EVENTS = 100;
  private static final byte[] KEY = {1};
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);
  private static final RowSchema SCHEMA =
      new RowSchema(0, List.of(new Column("delta", INT64)), List.of());
  private static final Input SUM = new Input(new Aggregation(Function.SUM, INT64, 0), 0, -1);
  private static final List<Feature> FEATURES =
      List.of(
          new Feature.Latest("delta", INT64, 0),
          new Window("sum", SUM, 3600 * SECOND, 0, 0),
          new Window("by_seconds", SUM, 3600 * SECOND, 0, SECOND));

  private final LogState log =
      LogState.of(
          0,
          new LogPlan(List.of(SCHEMA), List.of(new View("view", -1, 0, FEATURES))),
          new TreeSizes(3, 1, 2, 100));
  private final Map<Bytes, byte[]> stored = new HashMap<>();
  private long commits;
  private PartitionFold fold = fold();

  private PartitionFold fold() {
    return new PartitionFold(
        new PartitionFold.Store() {
          @Override
          public byte[] get(byte[] key) {
            return stored.get(Bytes.wrap(key));
          }

          @Override
          public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            entries.forEach(DeletedKeyTest.this::put);
          }
        },
        () -> commits);
  }

  private void put(KeyValue<Bytes, byte[]> entry) {
    if (entry.value == null) {
      stored.remove(entry.key);
    } else {
      stored.put(entry.key, entry.value);
    }
  }

  @BeforeEach
  void manyEvents() {
    for (int i = 0; i < EVENTS; i++) {
      event(i, i);
    }
    commit();
    event(EVENTS, EVENTS);
    commit();
    assertThat(stored).hasSizeGreaterThan(EVENTS / 3);
  }

  private void event(long offset, long second) {
    byte[] row =
        new RowEncoder(SCHEMA)
            .encode(second * SECOND, Micros.NONE, new Object[] {1L}, new boolean[0]);
    fold.add(log, KEY, log.rows().read(row, offset, 0));
  }

  private void tombstone(long offset, long second) {
    fold.delete(log, KEY, new Tombstone(second * SECOND), offset);
  }

  private void commit() {
    fold.flush();
    commits++;
  }

  private Head head() {
    return HeadCodec.read(log, stored.get(Bytes.wrap(log.keys(KEY).head())));
  }

  @Test
  void nothing_but_its_head_is_stored_after_the_commit() {
    tombstone(EVENTS + 1, 0);
    commit();
    fold.flush();

    assertThat(stored).containsOnlyKeys(Bytes.wrap(log.keys(KEY).head()));
    assertThat(head().newest(0)).isNull();
    assertThat(head().lastOffset()).isEqualTo(EVENTS + 1);
  }

  @Test
  void its_nodes_stay_until_the_commit() {
    int before = stored.size();
    tombstone(EVENTS + 1, 0);
    fold.flush();
    fold.flush();

    assertThat(stored).hasSize(before);
  }

  @Test
  void if_the_process_dies_after_the_commit_the_next_event_removes_its_nodes() {
    tombstone(EVENTS + 1, EVENTS);
    commit();
    fold = fold();
    event(EVENTS + 2, 0);
    fold.flush();

    assertThat(stored).containsOnlyKeys(Bytes.wrap(log.keys(KEY).head()));
  }

  @Test
  void a_tombstone_that_comes_again_deletes_no_later_event() {
    tombstone(EVENTS + 1, EVENTS);
    event(EVENTS + 2, EVENTS);
    fold.flush();
    fold = fold();
    tombstone(EVENTS + 1, EVENTS);
    fold.flush();

    assertThat(head().newest(0).position()).isEqualTo(EVENTS + 2);
  }

  @Test
  void an_event_from_before_the_latest_tombstone_is_not_seen() {
    tombstone(EVENTS + 1, 50);
    tombstone(EVENTS + 2, 20);
    event(EVENTS + 3, 49);
    fold.flush();
    assertThat(head().newest(0)).isNull();

    event(EVENTS + 4, 50);
    fold.flush();
    assertThat(head().newest(0).position()).isEqualTo(EVENTS + 4);
  }
}
