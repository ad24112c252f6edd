package dev.tidemark.offline;

import dev.tidemark.model.type.Column;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.FileFormat;
import dev.tidemark.offline.duckdb.LogQuestions;
import dev.tidemark.offline.duckdb.OnDemandQuestions;
import dev.tidemark.offline.duckdb.SpineJoin;
import dev.tidemark.offline.duckdb.SpineJoin.SpineColumns;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.deployment.Computation;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import dev.tidemark.registry.deployment.Selection;
import dev.tidemark.registry.deployment.Version.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Cuts point-in-time-correct training sets from the history: one row out for each row of the spine,
 * in its order. What the history does not hold yet is not in them; who needs that waits for {@link
 * HistoryTables#offsets} first.
 */
public final class TrainingSets {
  private final HistoryTables history;
  private final String software;

  /**
   * @param software the version of this software, for the manifest
   */
  public TrainingSets(HistoryTables history, String software) {
    this.history = history;
    this.software = software;
  }

  /**
   * Writes the training set and, beside it, {@code OUT.manifest.json}; both or, when it fails,
   * neither.
   *
   * @throws ExportException when the spine, a column, a row or the output path is not as it must be
   * @throws dev.tidemark.registry.deployment.ResolutionException when two features would have the
   *     same name
   */
  public ExportReport export(ExportRequest request) {
    FileFormat format = FileFormat.of("write training set", request.out());
    FileFormat.of("read spine", request.spine());
    Selection selection = request.selection();
    List<AddedColumn> columns = AddedColumn.of(selection, request.fullNames());
    List<String> names = columns.stream().map(AddedColumn::name).toList();
    checkSpine(request);
    try (OutputFiles files = OutputFiles.create(request.out())) {
      String spineDigest = Digest.of(request.spine());
      List<LogQuestions> logs = questions(request);
      try (SpineJoin join =
          SpineJoin.open(
              request.spine(),
              new SpineColumns(request.timestampColumn(), keys(logs), selection.request()),
              names)) {
        logs.forEach(log -> join.join(log, answered -> {}));
        if (selection.computation().size() > 0) {
          join.compute(onDemand(columns, selection.computation()));
        }
        Map<String, String> ids = new LinkedHashMap<>();
        columns.forEach(column -> ids.put(column.name(), column.id()));
        join.write(ids, format, files.newOut());
        Manifest.Spine spine =
            new Manifest.Spine(request.spine().toString(), spineDigest, join.rows());
        Manifest.Output output =
            new Manifest.Output(request.out().toString(), format.name(), Digest.of(files.newOut()));
        Map<String, Long> nulls = new LinkedHashMap<>();
        Map<String, Long> counted = join.nulls();
        ids.forEach((name, id) -> nulls.put(name, counted.getOrDefault(id, 0L)));
        manifest(request, logs, features(columns, nulls), spine, output).write(files.newManifest());
        files.publish();
        return new ExportReport(request.out(), files.manifest(), join.rows(), nulls);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write training set " + request.out(), e);
    }
  }

  private static void checkSpine(ExportRequest request) {
    if (!Files.isReadable(request.spine()) || Files.isDirectory(request.spine())) {
      throw new ExportException(
          "Cannot read spine %s: there is no such file, or it may not be read"
              .formatted(request.spine()));
    }
    if (request
        .spine()
        .toAbsolutePath()
        .normalize()
        .equals(request.out().toAbsolutePath().normalize())) {
      throw new ExportException(
          "Cannot write training set %s: it is the spine; choose another file"
              .formatted(request.out()));
    }
  }

  /** The features by log and key columns, each log at one snapshot. */
  private List<LogQuestions> questions(ExportRequest request) {
    Map<FeatureLog, HistorySnapshot> snapshots = new LinkedHashMap<>();
    Map<Group, Map<String, Question>> groups = new LinkedHashMap<>();
    List<Stored> stored = request.selection().computation().stored();
    for (int i = 0; i < stored.size(); i++) {
      Join join = stored.get(i).join();
      snapshots.computeIfAbsent(join.log(), history::current);
      groups
          .computeIfAbsent(new Group(join.log(), join.keyNames()), group -> new LinkedHashMap<>())
          .put(AddedColumn.stored(i), new Question(join.view(), stored.get(i).feature()));
    }
    List<LogQuestions> questions = new ArrayList<>();
    groups.forEach((group, asked) ->
        questions.add(
            new LogQuestions(
                group.log,
                Objects.requireNonNull(snapshots.get(group.log)),
                group.keyNames,
                List.copyOf(asked.keySet()),
                List.copyOf(asked.values()),
                0,
                false)));
    return questions;
  }

  private static OnDemandQuestions onDemand(List<AddedColumn> columns, Computation computation) {
    List<AddedColumn> computed =
        columns.stream().filter(column -> column.feature() instanceof OnDemand).toList();
    return new OnDemandQuestions(
        computation,
        IntStream.range(0, computation.stored().size()).mapToObj(AddedColumn::stored).toList(),
        computed.stream().map(AddedColumn::id).toList(),
        computed.stream().map(column -> column.feature().type()).toList());
  }

  private record Group(FeatureLog log, List<String> keyNames) {}

  private static List<Column> keys(List<LogQuestions> logs) {
    Set<Column> keys = new LinkedHashSet<>();
    logs.forEach(log -> keys.addAll(log.keys()));
    return List.copyOf(keys);
  }

  private Manifest manifest(
      ExportRequest request,
      List<LogQuestions> logs,
      List<Manifest.Feature> features,
      Manifest.Spine spine,
      Manifest.Output output) {
    Origin origin = request.deployment().version().origin();
    return new Manifest(
        software,
        request.deployment().version().project(),
        new Manifest.Definitions(
            request.deployment().version().number(),
            origin.hash(),
            origin.commit().orElse(null),
            origin.dirty()),
        features,
        tables(logs),
        spine,
        new Manifest.Options(request.timestampColumn(), request.fullNames()),
        output);
  }

  private static List<Manifest.Feature> features(
      List<AddedColumn> columns, Map<String, Long> nulls) {
    List<Manifest.Feature> features = new ArrayList<>();
    for (AddedColumn column : columns) {
      Selected feature = column.feature();
      features.add(
          new Manifest.Feature(
              column.name(),
              feature.reference(),
              feature.type().toString(),
              feature instanceof Stored stored ? keys(stored.join()) : null,
              feature instanceof OnDemand onDemand ? computed(onDemand) : null,
              nulls.getOrDefault(column.name(), 0L)));
    }
    return features;
  }

  private static Map<String, String> keys(Join join) {
    Map<String, String> keys = new LinkedHashMap<>();
    List<String> fields = join.log().entity().keyNames();
    for (int i = 0; i < fields.size(); i++) {
      keys.put(fields.get(i), join.keyNames().get(i));
    }
    return keys;
  }

  private static Manifest.Computed computed(OnDemand feature) {
    Computation computation = feature.computation();
    return new Manifest.Computed(
        feature.feature().text(),
        computation.stored().stream()
            .map(stored -> new Manifest.Input(stored.reference(), keys(stored.join())))
            .toList(),
        computation.request().stream().map(Column::name).toList());
  }

  private static List<Manifest.Table> tables(List<LogQuestions> logs) {
    return logs.stream()
        .map(LogQuestions::history)
        .distinct()
        .map(table -> new Manifest.Table(table.table(), table.id(), table.offsets()))
        .toList();
  }
}
