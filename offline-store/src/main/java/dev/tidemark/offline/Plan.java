package dev.tidemark.offline;

import dev.tidemark.model.type.Column;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.LogQuestions;
import dev.tidemark.offline.duckdb.OnDemandQuestions;
import dev.tidemark.offline.duckdb.SpineJoin.SpineColumns;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.deployment.Computation;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import dev.tidemark.registry.deployment.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What an export adds to its spine, and what it asks of which history for that.
 *
 * @param columns that are added, in their order: features, then labels
 * @param logs every question, by log, key columns and horizon
 */
record Plan(Selection selection, List<AddedColumn> columns, List<LogQuestions> logs) {

  private record Group(FeatureLog log, List<String> keyNames, Duration horizon) {}

  /**
   * @param histories what each log's history is
   * @throws dev.tidemark.registry.deployment.ResolutionException when a feature is not there, or
   *     two would have the same name
   */
  static Plan of(ExportRequest request, Function<FeatureLog, ReadHistory> histories) {
    Selection selection = request.choice().in(request.deployment());
    ExportOptions options = request.options();
    List<AddedColumn> columns = new ArrayList<>(AddedColumn.of(selection, options.fullNames()));
    Map<Group, Map<String, Question>> groups = new LinkedHashMap<>();
    List<Stored> stored = selection.computation().stored();
    for (int i = 0; i < stored.size(); i++) {
      ask(groups, stored.get(i), Duration.ZERO, AddedColumn.stored(i));
    }
    int labels = 0;
    for (Label label : options.labels()) {
      for (Stored feature : label.in(request.deployment())) {
        String id = AddedColumn.label(labels++);
        String name = Label.PREFIX + feature.name(options.fullNames());
        columns.add(new AddedColumn(feature, name, id, label.horizon()));
        ask(groups, feature, label.horizon(), id);
      }
    }
    refuseEqualNames(columns);
    Map<FeatureLog, ReadHistory> read = new LinkedHashMap<>();
    List<LogQuestions> logs = new ArrayList<>();
    groups.forEach((group, asked) -> {
      ReadHistory history = read.computeIfAbsent(group.log, histories);
      logs.add(
          new LogQuestions(
              group.log,
              history.snapshot(),
              history.files(),
              group.keyNames,
              List.copyOf(asked.keySet()),
              List.copyOf(asked.values()),
              group.horizon.toNanos() / 1_000,
              options.byArrival()));
    });
    return new Plan(selection, columns, logs);
  }

  private static void ask(
      Map<Group, Map<String, Question>> groups, Stored feature, Duration horizon, String id) {
    Join join = feature.join();
    groups
        .computeIfAbsent(
            new Group(join.log(), join.keyNames(), horizon), group -> new LinkedHashMap<>())
        .put(id, new Question(join.view(), feature.feature()));
  }

  private static void refuseEqualNames(List<AddedColumn> columns) {
    Set<String> names = new LinkedHashSet<>();
    for (AddedColumn column : columns) {
      if (!names.add(column.name())) {
        throw new ExportException(
            "Cannot name two columns %s: ask for full feature names, or for one horizon only"
                .formatted(column.name()));
      }
    }
  }

  SpineColumns spineColumns(String timestampColumn) {
    Set<Column> keys = new LinkedHashSet<>();
    logs.forEach(log -> keys.addAll(log.keys()));
    return new SpineColumns(timestampColumn, List.copyOf(keys), selection.request());
  }

  /** The names of all columns that the spine gets. */
  List<String> names(boolean split) {
    List<String> names = new ArrayList<>(columns.stream().map(AddedColumn::name).toList());
    if (split) {
      names.add(Split.COLUMN);
    }
    return names;
  }

  OnDemandQuestions onDemand() {
    Computation computation = selection.computation();
    List<AddedColumn> computed =
        columns.stream().filter(column -> column.feature() instanceof OnDemand).toList();
    return new OnDemandQuestions(
        computation,
        IntStream.range(0, computation.stored().size()).mapToObj(AddedColumn::stored).toList(),
        computed.stream().map(AddedColumn::id).toList(),
        computed.stream().map(column -> column.feature().type()).toList());
  }
}
