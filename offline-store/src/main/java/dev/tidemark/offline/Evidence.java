package dev.tidemark.offline;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.KeySampling;
import dev.tidemark.offline.duckdb.LogQuestions;
import dev.tidemark.offline.duckdb.OpeningDuck;
import dev.tidemark.offline.duckdb.SampledKey;
import dev.tidemark.offline.duckdb.ServedTable;
import dev.tidemark.offline.duckdb.SpineInput;
import dev.tidemark.offline.duckdb.SpineJoin;
import dev.tidemark.offline.duckdb.SpineJoin.SpineColumns;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.deployment.Computation;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.ServedLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the history says of single keys: what others' answers are compared with. */
public final class Evidence {
  private static final Column TIME =
      new Column(ExportOptions.TIMESTAMP_COLUMN, ValueType.of(Scalar.TIMESTAMP));

  private final HistoryTables history;

  public Evidence(HistoryTables history) {
    this.history = history;
  }

  /**
   * Some keys that histories have now.
   *
   * @param logs all of one entity
   */
  public List<SampledKey> sample(List<FeatureLog> logs, KeySampling sampling) {
    try (Histories histories = new Histories(history, history::current)) {
      List<KeySampling.Read> reads = new ArrayList<>();
      for (FeatureLog log : logs) {
        ReadHistory read = histories.of(log);
        reads.add(new KeySampling.Read(log, read.snapshot(), read.files()));
      }
      return sampling.of(reads);
    }
  }

  /** For each partition of a log that was begun the offset up to which the history holds it now. */
  public Map<Integer, Long> offsets(FeatureLog log) {
    return history.offsets(log);
  }

  /** Gives the table of a serving log, as it is now. */
  public void served(ServedLog log, Consumer<ServedTable> taker) {
    try (Histories histories = new Histories(history, history::current);
        ServedTable table = new ServedTable(histories.of(log).files())) {
      taker.accept(table);
    }
  }

  /**
   * As {@link #answers(Deployment, Choice, SpineSource.Rows, boolean, Consumer)}, by event time.
   */
  public void answers(
      Deployment deployment,
      Choice choice,
      SpineSource.Rows spine,
      Consumer<List<FeatureValue>> taker) {
    answers(deployment, choice, spine, false, taker);
  }

  /**
   * What the point-in-time join says of rows, one by one in their order. Unlike in a training set,
   * a value that does not fit its type does not end it: it is {@code INVALID}.
   *
   * @param spine has T in the column {@link ExportOptions#TIMESTAMP_COLUMN}
   * @param byArrival whether an event counts only from its arrival on
   * @param taker gets a value for each feature of the choice, in the order of the selection
   */
  public void answers(
      Deployment deployment,
      Choice choice,
      SpineSource.Rows spine,
      boolean byArrival,
      Consumer<List<FeatureValue>> taker) {
    ExportRequest request =
        new ExportRequest(
            deployment,
            choice,
            spine,
            Path.of(""),
            ExportOptions.DEFAULT.withFullNames(true).withByArrival(byArrival));
    try (Histories histories = new Histories(history, history::current);
        OpeningDuck duck = OpeningDuck.begin(request.options().memory())) {
      Plan plan = Plan.of(request, histories::of);
      Computation computation = plan.selection().computation();
      List<Integer> given =
          computation.request().stream().map(column -> spine.columns().indexOf(column)).toList();
      Iterator<? extends List<? extends @Nullable Object>> rows = spine.rows().iterator();
      try (SpineJoin join = TrainingSets.open(duck, request, plan, input(spine))) {
        plan.logs().forEach(join::tell);
        join.told(
            IntStream.range(0, computation.stored().size()).mapToObj(AddedColumn::stored).toList(),
            stored -> {
              List<? extends @Nullable Object> row = rows.next();
              List<FeatureValue> values =
                  new ArrayList<>(computation.asked().stream().map(stored::get).toList());
              values.addAll(
                  computation.compute(
                      stored.toArray(FeatureValue[]::new), given.stream().map(row::get).toArray()));
              taker.accept(values);
            });
      }
    }
  }

  private static SpineInput.Rows input(SpineSource.Rows spine) {
    return new SpineInput.Rows(spine.columns(), spine.rows());
  }

  /**
   * Gives all that a log's history has now of some keys, tombstones too, key by key; of a key that
   * it does not have there is nothing.
   *
   * @param questions whose columns are given
   * @param keys each the values of the entity's key fields
   */
  public void records(
      FeatureLog log,
      List<Question> questions,
      List<List<Object>> keys,
      Consumer<KeyRecords> taker) {
    try (Histories histories = new Histories(history, history::current);
        OpeningDuck duck = OpeningDuck.begin(ExportOptions.MEMORY)) {
      ReadHistory read = histories.of(log);
      LogQuestions asked =
          new LogQuestions(
              log,
              read.snapshot(),
              read.files(),
              log.entity().keyNames(),
              IntStream.range(0, questions.size()).mapToObj(AddedColumn::stored).toList(),
              questions,
              0,
              false);
      List<Column> columns = Stream.concat(asked.keys().stream(), Stream.of(TIME)).toList();
      List<List<Object>> rows =
          keys.stream()
              .map(key -> Stream.concat(key.stream(), Stream.of((Object) Instant.EPOCH)).toList())
              .toList();
      try (SpineJoin join =
          SpineJoin.open(
              duck,
              new SpineInput.Rows(columns, rows),
              new SpineColumns(TIME.name(), asked.keys(), List.of()),
              List.of())) {
        join.records(asked, taker);
      }
    }
  }
}
