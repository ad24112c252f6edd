package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.history.HistoryColumns;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.registry.deployment.FeatureLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Takes some of a history's keys: any of them with the same chance, however many records each has,
 * and besides some of those that changed last.
 *
 * @param any how many of all keys, at most
 * @param recent how many of the keys that changed last, at most
 * @param seed the same one takes the same keys of the same history
 */
public record KeySampling(int any, int recent, long seed) {
  /** Of more keys than about so many, only those are looked at whose hash is right. */
  private static final long LOOKED_AT = 2_000_000;

  /** Among how many of the last records the recent keys are, for each of them. */
  private static final int LAST_RECORDS = 20;

  /** Of how many records of a key the time is told. */
  private static final int TIMES = 4;

  private static final ValueType INT64 = ValueType.of(Scalar.INT64);

  /**
   * A log's history.
   *
   * @param files of the snapshot, on this machine
   */
  public record Read(FeatureLog log, HistorySnapshot snapshot, List<Path> files) {
    public Read {
      files = List.copyOf(files);
    }
  }

  /**
   * The keys, in an order that depends on the seed.
   *
   * @param histories all of one entity
   */
  public List<SampledKey> of(List<Read> histories) {
    List<SampledKey> sampled = new ArrayList<>();
    List<Read> there = histories.stream().filter(read -> !read.files.isEmpty()).toList();
    if (there.isEmpty()) {
      return sampled;
    }
    List<Column> keys = there.getFirst().log.entity().keys();
    List<ValueType> types = new ArrayList<>(keys.stream().map(Column::type).toList());
    types.add(INT64);
    types.add(ValueType.arrayOf(Scalar.INT64));
    try (Duck duck = new Duck();
        Batches rows = duck.batches(query(there), types, Batches.ROWS)) {
      while (rows.next()) {
        for (int row = 0; row < rows.rows(); row++) {
          sampled.add(key(rows, row, keys.size()));
        }
      }
    } catch (SQLException | IOException e) {
      throw new UncheckedIOException("Cannot sample the keys of a history", new IOException(e));
    }
    return sampled;
  }

  private static SampledKey key(Batches rows, int row, int fields) {
    List<Object> key = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      Object field = Objects.requireNonNull(rows.column(i).get(row));
      key.add(field);
    }
    List<Long> times = new ArrayList<>();
    for (Object time : (List<?>) Objects.requireNonNull(rows.column(fields + 1).get(row))) {
      times.add((Long) Objects.requireNonNull(time));
    }
    return new SampledKey(key, (Long) Objects.requireNonNull(rows.column(fields).get(row)), times);
  }

  private String query(List<Read> histories) {
    int fields = histories.getFirst().log.entity().keys().size();
    String keys = String.join(", ", IntStream.range(0, fields).mapToObj(i -> "k" + i).toList());
    String order = "hash(%s, %d)".formatted(keys, seed);
    long records = histories.stream().mapToLong(read -> read.snapshot.rows()).sum();
    return """
    WITH h AS NOT MATERIALIZED (%1$s),
      chosen AS (
        FROM (SELECT DISTINCT %2$s FROM h WHERE hash(%2$s) %% %3$d = 0 ORDER BY %4$s LIMIT %5$d)
        UNION
        FROM (SELECT DISTINCT %2$s
          FROM (SELECT %2$s FROM h ORDER BY arrived DESC LIMIT %6$d) ORDER BY %4$s LIMIT %7$d))
    SELECT %2$s, max(t), arg_min(t, hash(t, %8$d), %9$d) FROM h SEMI JOIN chosen USING (%2$s)
    GROUP BY %2$s ORDER BY %4$s
    """
        .formatted(
            String.join(" UNION ALL ", histories.stream().map(KeySampling::records).toList()),
            keys,
            Math.max(1, records / LOOKED_AT),
            order,
            any,
            (long) LAST_RECORDS * recent,
            recent,
            seed,
            TIMES);
  }

  private static String records(Read read) {
    List<String> columns = new ArrayList<>();
    for (Column key : HistoryColumns.of(read.log).keys()) {
      columns.add(Plain.fromFile(key.type(), Sql.name(key.name())) + " AS k" + columns.size());
    }
    return "SELECT %s, epoch_us(event_time) AS t, arrival_time AS arrived FROM %s"
        .formatted(String.join(", ", columns), Sql.historyFiles(read.files));
  }
}
