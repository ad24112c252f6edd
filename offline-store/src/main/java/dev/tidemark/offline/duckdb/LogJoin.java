package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.join.KeyAtT;
import dev.tidemark.offline.join.PointInTimeJoin;
import dev.tidemark.offline.join.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Answers what a training set asks of one feature log into a table of its own: the ordinal of the
 * spine row, then a column for each question. The keys are cut into slices, which are joined side
 * by side, and so many of them that what DuckDB sorts for those that are under way fits into
 * memory.
 */
final class LogJoin {
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);
  private static final ValueType INT32 = ValueType.of(Scalar.INT32);

  /** Below this much, a second slice costs more than it gains. */
  private static final long WORTH_A_SLICE = 8L << 20;

  /** So many rows of the spine, and so many for each slice, tell where to cut. */
  private static final long SAMPLE = 4_096;

  private static final long SAMPLE_OF_SLICE = 64;

  /** Of all streams together, each of which has a batch on the heap. */
  private static final int ROWS_OF_STREAMS = 8 * Batches.ROWS;

  private final Duck duck;
  private final LogQuestions questions;
  private final AskedTable asked;
  private final String spine;
  private final String table;
  private final HistoryQuery query;
  private final LongConsumer answered;
  private final Form form;
  private final List<ColumnSummary> summaries;

  /** The places of questions about windows. */
  private final int[] windows;

  /** What is kept of an answer. */
  enum Form {
    VALUES,
    /** The value, the status' number and, where there is one, the event time. */
    EXPLAINED
  }

  /**
   * @param spine for messages
   * @param answered is told of numbers of answered rows
   */
  LogJoin(
      Duck duck,
      LogQuestions questions,
      AskedTable asked,
      String spine,
      String table,
      LongConsumer answered,
      Form form)
      throws SQLException, IOException {
    this.duck = duck;
    this.questions = questions;
    this.asked = asked;
    this.spine = spine;
    this.table = table;
    this.answered = answered;
    this.form = form;
    summaries =
        form == Form.VALUES
            ? questions.questions().stream()
                .map(of -> new ColumnSummary(of.feature().type()))
                .toList()
            : List.of();
    windows =
        IntStream.range(0, questions.questions().size())
            .filter(i -> questions.questions().get(i).feature() instanceof Feature.Window)
            .toArray();
    query = new HistoryQuery(questions, asked.columns(questions.keys()));
  }

  /** What the answers to each question are like; none where they are explained. */
  List<ColumnSummary> summaries() {
    return summaries;
  }

  private List<ValueType> types() {
    List<ValueType> types = new ArrayList<>(List.of(INT64));
    for (Question question : questions.questions()) {
      types.add(question.feature().type());
      if (form == Form.EXPLAINED) {
        types.add(INT32);
        types.add(INT64);
      }
    }
    return types;
  }

  void run(TimeRange times) throws SQLException, IOException {
    duck.createTable(table, types());
    long lastKnown = questions.shift() > 0 ? newestArrival() : Long.MAX_VALUE;
    TimeRange asks = times.shifted(questions.shift());
    // What is too old for a value still tells how old it is
    TimeRange seen =
        form == Form.VALUES
            ? asks.seenBy(questions.questions())
            : new TimeRange(Long.MIN_VALUE, asks.to());
    Runs runs =
        query.inOrderOfFiles()
            ? Runs.of(questions.history().files(), questions.files())
            : Runs.unsorted(questions.files());
    List<Callable<Void>> joins = new ArrayList<>();
    for (Slice slice : slices(runs)) {
      joins.add(() -> join(slice, runs, seen, lastKnown));
    }
    // Each of several has a thread of its own; helpers would only wait for one another
    duck.useThreads(joins.size() < duck.threads() ? duck.threads() : 1);
    try {
      runAll(joins);
    } finally {
      duck.useThreads(duck.threads());
    }
  }

  /**
   * The newest arrival of the history: of a time after it nobody knows yet what will have happened.
   */
  private long newestArrival() throws SQLException, IOException {
    long[] newest = {Long.MIN_VALUE};
    if (questions.history().rows() > 0) {
      duck.query(
          "SELECT max(epoch_us(arrival_time)) FROM " + Sql.historyFiles(questions.files()),
          row -> newest[0] = row.getLong(1));
    }
    return newest[0];
  }

  private Void join(Slice slice, Runs runs, TimeRange seen, long lastKnown)
      throws SQLException, IOException {
    int fields = questions.keyNames().size();
    int[] newestOf = newestOf();
    List<HistoryBatches> streams = new ArrayList<>();
    try (SpineBatches rows =
            new SpineBatches(
                duck.batches(query.spine(slice), query.spineTypes(), Batches.ROWS),
                fields,
                answered);
        TableAppender out = duck.appender(table, types(), summaries)) {
      List<List<Path>> files = runs.streams();
      int most = Math.clamp(ROWS_OF_STREAMS / Math.max(1, files.size()), 2_048, Batches.ROWS);
      for (int i = 0; i < files.size(); i++) {
        String events =
            runs.unsorted(i)
                ? query.sorted(files.get(i), slice, seen)
                : query.inOrder(files.get(i), slice, seen);
        Batches batches = duck.batches(events, query.types(), most);
        streams.add(new HistoryBatches(batches, query.places(), rows, fields, newestOf));
      }
      LatestColumns latest = LatestColumns.of(questions.questions(), out);
      new PointInTimeJoin(questions.questions())
          .run(
              rows,
              new MergedEvents(streams, newestOf.length == 0),
              (ordinal, key) -> append(out, latest, ordinal, rows.time() <= lastKnown, key));
      latest.fill();
    } finally {
      for (HistoryBatches stream : streams) {
        stream.close();
      }
    }
    return null;
  }

  /** The conditions of which only the newest event matters; none when every event does. */
  private int[] newestOf() {
    boolean latest =
        questions.questions().stream().allMatch(of -> of.feature() instanceof Feature.Latest);
    // By arrival, what is known last need not be the newest
    return latest && !questions.byArrival()
        ? questions.questions().stream().mapToInt(of -> of.view().condition()).distinct().toArray()
        : new int[0];
  }

  private void append(
      TableAppender out, LatestColumns latest, long ordinal, boolean known, KeyAtT key) {
    out.set(0, ordinal);
    switch (form) {
      case VALUES -> {
        latest.note(known ? key : null);
        if (known) {
          answer(out, ordinal, key);
        }
      }
      case EXPLAINED -> {
        if (known) {
          explain(out, key);
        }
      }
    }
    out.endRow();
  }

  private void answer(TableAppender out, long ordinal, KeyAtT key) {
    for (int place : windows) {
      Question question = questions.questions().get(place);
      FeatureValue value = key.value(place);
      if (value.status() == Status.INVALID) {
        throw invalid(question, ordinal);
      }
      out.set(place + 1, value.value());
    }
  }

  private void explain(TableAppender out, KeyAtT key) {
    for (int i = 0; i < questions.questions().size(); i++) {
      explain(out, 3 * i + 1, key.value(i));
    }
  }

  private static void explain(TableAppender out, int place, FeatureValue value) {
    out.set(place, value.value());
    out.set(place + 1, (Object) (int) value.status().number());
    if (value.eventTime() != Micros.NONE) {
      out.set(place + 2, value.eventTime());
    }
  }

  private ExportException invalid(Question question, long ordinal) {
    return new ExportException(
        "Cannot compute %s for row %d of %s: the result does not fit %s; choose a shorter window"
            .formatted(
                LogQuestions.reference(question), ordinal + 1, spine, question.feature().type()));
  }

  private List<Slice> slices(Runs runs) throws SQLException, IOException {
    ValueType first = questions.keys().getFirst().type();
    boolean literal =
        switch (first.scalar()) {
          case INT32, INT64, STRING -> true;
          case BOOL, BYTES, TIMESTAMP, FLOAT, DOUBLE -> false;
        };
    if (!literal || questions.history().rows() == 0) {
      return Slice.between(List.of());
    }
    long bytes = questions.history().rows() * query.width();
    int threads = duck.threads();
    // Sorting takes the rows twice
    double sorted = 2.0 * bytes * runs.restShare() * threads;
    long fitting = (long) Math.ceil(sorted / duck.memory());
    // A part of a file that holds keys of several slices is read for each of them
    long readOnce = Math.max(threads, 2 * questions.history().parts() / questions.files().size());
    long count = Math.max(Math.min(fitting, readOnce), Math.min(threads, bytes / WORTH_A_SLICE));
    return Slice.between(bounds(first, Math.clamp(count, 1, 10_000)));
  }

  /** Values that cut the spine's rows into parts about as large, as SQL. */
  private List<String> bounds(ValueType type, int count) throws SQLException, IOException {
    List<String> bounds = new ArrayList<>();
    if (count > 1) {
      List<String> parts = new ArrayList<>();
      for (int i = 1; i < count; i++) {
        parts.add(Double.toString((double) i / count));
      }
      String key = asked.columns(questions.keys()).getFirst();
      long oneIn = Math.max(1, asked.rows() / Math.max(SAMPLE, count * SAMPLE_OF_SLICE));
      duck.query(
          "SELECT DISTINCT unnest(quantile_disc(%s, %s)) AS bound FROM asked WHERE hash(ordinal) %% %d = 0 ORDER BY bound"
              .formatted(key, parts, oneIn),
          row -> {
            String bound = row.getString(1);
            if (bound != null) {
              bounds.add(type.scalar() == Scalar.STRING ? Sql.text(bound) : bound);
            }
          });
    }
    return bounds;
  }

  /** Runs them side by side; the first failure ends it. */
  private void runAll(List<Callable<Void>> joins) throws SQLException, IOException {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Math.min(joins.size(), duck.threads()))) {
      List<Future<Void>> running = joins.stream().map(threads::submit).toList();
      try {
        for (Future<Void> join : running) {
          join.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RuntimeException failure -> throw failure;
          case IOException failure -> throw failure;
          case SQLException failure -> throw failure;
          case OutOfMemoryError failure ->
              throw new ExportException(
                  "Cannot join history table %s: the windows of one key hold more events than fit into Java's memory; give it more, with TIDEMARK_JAVA_OPTS=-Xmx8g for example"
                      .formatted(questions.log().table()),
                  failure);
          case null, default -> throw new IOException(e.getCause());
        }
      } finally {
        running.forEach(join -> join.cancel(true));
      }
    }
  }
}
