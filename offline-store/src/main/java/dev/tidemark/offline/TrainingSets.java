package dev.tidemark.offline;

import dev.tidemark.offline.duckdb.ColumnStatistics;
import dev.tidemark.offline.duckdb.Explained;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.FileFormat;
import dev.tidemark.offline.duckdb.LogQuestions;
import dev.tidemark.offline.duckdb.OpeningDuck;
import dev.tidemark.offline.duckdb.SpineInput;
import dev.tidemark.offline.duckdb.SpineJoin;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.duckdb.TrainingSetFile;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.RowLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

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
  public ExportReport export(ExportRequest request, ExportProgress progress) {
    return export(request, history::current, progress, made -> {});
  }

  /**
   * @param snapshots what of each log's history is read
   * @param check may refuse what was made, before it is published
   */
  ExportReport export(
      ExportRequest request,
      Function<RowLog, HistorySnapshot> snapshots,
      ExportProgress progress,
      Consumer<Manifest> check) {
    FileFormat format = FileFormat.ofOutput(request.out());
    boolean parts = !request.options().partitionBy().isEmpty();
    try (OutputFiles files = OutputFiles.create(request.out(), parts);
        Histories histories = new Histories(history, snapshots);
        OpeningDuck duck = OpeningDuck.begin(request.options().memory());
        ExecutorService digesting = Executors.newVirtualThreadPerTaskExecutor()) {
      Plan plan = Plan.of(request, histories::of);
      SpineInput input = input(request, histories);
      if (input instanceof SpineInput.Files spine) {
        refuseSpineAsOutput(spine, request.out());
      }
      Future<Map<String, String>> spineDigests = digesting.submit(() -> digests(input));
      Future<String> digest;
      Manifest.Spine spine;
      long rows;
      Map<String, ColumnStatistics> statistics = new LinkedHashMap<>();
      try (SpineJoin join = join(duck, request, plan, input, progress)) {
        TrainingSetFile made = join.trainingSet(ids(plan, request.options()));
        if (parts) {
          made.writeParts(format, request.options().partitionBy(), files.newOut());
        } else {
          made.write(format, files.newOut());
        }
        digest = digesting.submit(() -> Digest.of(files.newOut()));
        for (AddedColumn column : plan.columns()) {
          statistics.put(column.name(), join.statistics(column.id()));
        }
        rows = join.rows();
        spine = spine(request, join, result(spineDigests));
      }
      String sha256 = result(digest);
      Manifest.Output output = new Manifest.Output(request.out().toString(), format.name(), sha256);
      Manifest manifest =
          Manifests.of(software, request, plan, histories.snapshots(), statistics, spine, output);
      check.accept(manifest);
      // A manifest never names what may be gone tomorrow
      histories.pin();
      manifest.write(files.newManifest());
      files.publish();
      Map<String, Long> nulls = new LinkedHashMap<>();
      statistics.forEach((name, of) -> nulls.put(name, of.nulls()));
      return new ExportReport(request.out(), files.manifest(), rows, sha256, nulls);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write training set " + request.out(), e);
    }
  }

  private static <T> T result(Future<T> digest) throws IOException {
    try {
      return digest.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Gives the training set to {@code taker} as Arrow batches; the request's output is ignored. */
  public void stream(ExportRequest request, ExportProgress progress, TrainingSetFile.Taker taker) {
    try (Histories histories = new Histories(history, history::current);
        OpeningDuck duck = OpeningDuck.begin(request.options().memory())) {
      Plan plan = Plan.of(request, histories::of);
      SpineInput input = input(request, histories);
      try (SpineJoin join = join(duck, request, plan, input, progress)) {
        join.trainingSet(ids(plan, request.options())).stream(taker);
      }
    }
  }

  /**
   * Tells what the stored features of a training set rest on, and how far what arrived late makes
   * them other than they were at T; the request's output is ignored.
   */
  public Explanation explain(ExportRequest request, ExportProgress progress) {
    try (Histories histories = new Histories(history, history::current);
        OpeningDuck duck = OpeningDuck.begin(request.options().memory())) {
      Plan plan = Plan.of(request, histories::of);
      try (SpineJoin join = open(duck, request, plan, input(request, histories))) {
        progress.begin(2 * join.rows() * plan.logs().size());
        Map<String, Explained> explained = new LinkedHashMap<>();
        for (LogQuestions log : plan.logs()) {
          join.explain(log, progress::step).forEach(of -> explained.put(of.name(), of));
        }
        return Explanation.of(join.rows(), plan, explained);
      }
    }
  }

  static SpineJoin open(OpeningDuck duck, ExportRequest request, Plan plan, SpineInput input) {
    ExportOptions options = request.options();
    return SpineJoin.open(
        duck,
        input,
        plan.spineColumns(options.timestampColumn()),
        plan.names(options.split().isPresent()));
  }

  private static SpineJoin join(
      OpeningDuck duck,
      ExportRequest request,
      Plan plan,
      SpineInput input,
      ExportProgress progress) {
    SpineJoin join = open(duck, request, plan, input);
    try {
      progress.begin(join.rows() * plan.logs().size());
      for (LogQuestions log : plan.logs()) {
        join.join(log, progress::step);
      }
      if (plan.selection().computation().size() > 0) {
        join.compute(plan.onDemand());
      }
      request.options().split().ifPresent(join::split);
      return join;
    } catch (RuntimeException e) {
      join.close();
      throw e;
    }
  }

  /** From the name of each added column to that by which the join knows it. */
  private static Map<String, String> ids(Plan plan, ExportOptions options) {
    Map<String, String> ids = new LinkedHashMap<>();
    plan.columns().forEach(column -> ids.put(column.name(), column.id()));
    if (options.split().isPresent()) {
      ids.put(Split.COLUMN, Split.COLUMN);
    }
    return ids;
  }

  private static SpineInput input(ExportRequest request, Histories histories) {
    return switch (request.spine()) {
      case SpineSource.Files(List<String> patterns) ->
          new SpineInput.Files(SpineFiles.of(patterns));
      case SpineSource.Query(String sql) -> new SpineInput.Query(sql);
      case SpineSource.Served served -> ServedSpine.input(request, served, histories);
      case SpineSource.Rows(var columns, var rows) -> new SpineInput.Rows(columns, rows);
      case SpineSource.Stream(var rows) -> new SpineInput.Stream(rows);
      case SpineSource.Entities entities -> entities(request, entities, histories);
    };
  }

  private static SpineInput entities(
      ExportRequest request, SpineSource.Entities entities, Histories histories) {
    Join join = Views.find(request.deployment(), entities.view(), "list the keys of");
    FeatureLog log = join.log();
    ReadHistory read = histories.of(log);
    LogQuestions seen =
        new LogQuestions(
            log,
            read.snapshot(),
            read.files(),
            log.entity().keyNames(),
            List.of(entities.view()),
            List.of(new Question(join.view(), join.view().features().getFirst())),
            0,
            request.options().byArrival());
    return new SpineInput.Entities(
        seen,
        entities.every(),
        entities.from(),
        entities.to(),
        request.options().timestampColumn());
  }

  private static void refuseSpineAsOutput(SpineInput.Files spine, Path out) {
    Path target = out.toAbsolutePath().normalize();
    for (Path file : spine.files()) {
      Path absolute = file.toAbsolutePath().normalize();
      if (absolute.startsWith(target)) {
        throw new ExportException(
            "Cannot write training set %s: %s; choose another file"
                .formatted(
                    out, absolute.equals(target) ? "it is the spine" : "the spine is in it"));
      }
    }
  }

  private static Map<String, String> digests(SpineInput input) throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    if (input instanceof SpineInput.Files(List<Path> files)) {
      for (Path file : files) {
        digests.put(file.toString(), Digest.of(file));
      }
    }
    return digests;
  }

  private static Manifest.Spine spine(
      ExportRequest request, SpineJoin join, Map<String, String> digests) throws IOException {
    return switch (request.spine()) {
      case SpineSource.Files _ -> {
        List<Manifest.SpineFile> files = new ArrayList<>();
        digests.forEach((file, sha256) -> files.add(new Manifest.SpineFile(file, sha256)));
        yield new Manifest.Spine(files, null, null, null, spineDigest(digests), join.rows());
      }
      case SpineSource.Query(String sql) ->
          new Manifest.Spine(null, sql, null, null, Digest.of(join.spineRows()), join.rows());
      case SpineSource.Entities of ->
          new Manifest.Spine(
              null,
              null,
              new Manifest.Entities(
                  of.view(), of.every().toString(), of.from().toString(), of.to().toString()),
              null,
              Digest.of(join.spineRows()),
              join.rows());
      case SpineSource.Served of ->
          new Manifest.Spine(
              null, null, null, ServedSpine.told(of), Digest.of(join.spineRows()), join.rows());
      case SpineSource.Rows _, SpineSource.Stream _ ->
          new Manifest.Spine(null, null, null, null, Digest.of(join.spineRows()), join.rows());
    };
  }

  private static String spineDigest(Map<String, String> digests) {
    if (digests.size() == 1) {
      return digests.values().iterator().next();
    }
    return Digest.ofLines(String.join("\n", digests.values()) + "\n");
  }
}
