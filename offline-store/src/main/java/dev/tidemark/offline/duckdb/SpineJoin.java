package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.LogJoin.Form;
import dev.tidemark.offline.join.KeyRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A training set in the making: a spine, and the features that are joined to it. For one thread.
 * Everything that is kept on the way lies in a temporary folder, which goes when this is closed.
 */
public final class SpineJoin implements AutoCloseable {
  private static final ValueType STRING = ValueType.of(Scalar.STRING);

  private final Duck duck;
  private final SpineTable spine;
  private final AskedTable asked;
  private final Map<String, AnsweredFeature> features = new LinkedHashMap<>();
  private final Map<String, ToldFeature> told = new HashMap<>();
  private final AnswerTables tables;
  private int joins;

  private SpineJoin(Duck duck, SpineTable spine, AskedTable asked) {
    this.duck = duck;
    this.spine = spine;
    this.asked = asked;
    tables = new AnswerTables(duck);
  }

  /**
   * Reads a spine and checks every row of it.
   *
   * @param opening is taken
   * @param columns what is read from it
   * @param features the names that columns are going to be added by
   * @throws ExportException naming the column or the row that is wrong
   */
  public static SpineJoin open(
      OpeningDuck opening, SpineInput input, SpineColumns columns, List<String> features) {
    Duck duck = null;
    try {
      duck = opening.take();
      SpineTable spine = SpineTable.load(duck, input);
      refuseCollisions(spine, features);
      AskedTable asked =
          new AskedTable(spine, columns.keys(), columns.request(), columns.timestamp());
      asked.fill(duck);
      return new SpineJoin(duck, spine, asked);
    } catch (SQLException | IOException | RuntimeException e) {
      if (duck != null) {
        close(duck, e);
      }
      throw failure("read " + input.title(), e);
    }
  }

  /**
   * The columns of a spine that an export reads.
   *
   * @param timestamp holds T
   * @param keys those that hold keys, with the types of the entities' keys
   * @param request those that hold request data
   */
  public record SpineColumns(String timestamp, List<Column> keys, List<Column> request) {
    public SpineColumns {
      keys = List.copyOf(keys);
      request = List.copyOf(request);
    }
  }

  private static void refuseCollisions(SpineTable spine, List<String> features) {
    for (String feature : features) {
      if (spine.names().contains(feature)) {
        throw new ExportException(
            "Cannot add feature %s to %s: it has a column of that name; rename the column, or"
                    .formatted(feature, spine.title())
                + " ask for full feature names");
      }
    }
  }

  /** How many rows the spine has. */
  public long rows() {
    return asked.rows();
  }

  /**
   * Joins features of one log.
   *
   * @param answered is told of numbers of answered rows, by several threads
   * @throws ExportException when a value does not fit the type of its feature
   */
  public void join(LogQuestions questions, LongConsumer answered) {
    try {
      String table = "answers" + joins++;
      List<ColumnSummary> summaries = answer(questions, table, answered, Form.VALUES);
      tables.add(table);
      for (int i = 0; i < questions.names().size(); i++) {
        ValueType type = questions.questions().get(i).feature().type();
        features.put(
            questions.names().get(i),
            new AnsweredFeature(table, table + ".c" + (i + 1), type, summaries.get(i)));
      }
    } catch (SQLException | IOException | RuntimeException e) {
      throw failure("join history table " + questions.log().table(), e);
    }
  }

  private List<ColumnSummary> answer(
      LogQuestions questions, String table, LongConsumer answered, Form form)
      throws SQLException, IOException {
    LogJoin join = new LogJoin(duck, questions, asked, spine.name(), table, answered, form);
    join.run(asked.times(duck).orElse(new TimeRange(0, 0)));
    return join.summaries();
  }

  /**
   * Tells what features of one log rest on, instead of joining them.
   *
   * @param answered is told of numbers of answered rows, twice that of the spine
   */
  public List<Explained> explain(LogQuestions questions, LongConsumer answered) {
    try {
      String byEvent = "answers" + joins++;
      answer(questions.by(false), byEvent, answered, Form.EXPLAINED);
      String byArrival = "answers" + joins++;
      answer(questions.by(true), byArrival, answered, Form.EXPLAINED);
      List<Explained> explained = new ArrayList<>();
      for (int i = 0; i < questions.names().size(); i++) {
        explained.add(Explained.of(duck, questions.names().get(i), i, byEvent, byArrival));
      }
      return explained;
    } catch (SQLException | IOException | RuntimeException e) {
      throw failure("explain history table " + questions.log().table(), e);
    }
  }

  /** Answers questions of one log with all that there is to tell, for {@link #told}. */
  public void tell(LogQuestions questions) {
    String table = "answers" + joins++;
    try {
      answer(questions, table, rows -> {}, Form.EXPLAINED);
    } catch (SQLException | IOException | RuntimeException e) {
      throw failure("join history table " + questions.log().table(), e);
    }
    tables.add(table);
    for (int i = 0; i < questions.names().size(); i++) {
      ValueType type = questions.questions().get(i).feature().type();
      told.put(questions.names().get(i), new ToldFeature(table, 3 * i + 1, type));
    }
  }

  /**
   * Gives what was told, row by row in the spine's order.
   *
   * @param names of all questions of all logs, in the order in which their answers are given
   */
  public void told(List<String> names, Consumer<List<FeatureValue>> taker) {
    try {
      ToldFeature.read(
          duck,
          tables,
          names.stream().map(of -> Objects.requireNonNull(told.get(of))).toList(),
          taker);
    } catch (SQLException | IOException | RuntimeException e) {
      throw failure("read the answers", e);
    }
  }

  /** Gives all records that a log has of the spine's keys, tombstones too, key by key. */
  public void records(LogQuestions questions, Consumer<KeyRecords> taker) {
    try {
      new KeyRecordRows(duck, questions, asked).read(taker);
    } catch (SQLException | IOException | RuntimeException e) {
      throw failure("read history table " + questions.log().table(), e);
    }
  }

  /** Computes on-demand features from features that were joined; at most once. */
  public void compute(OnDemandQuestions questions) {
    List<ColumnSummary> summaries;
    try {
      summaries = new OnDemandTable(questions, features, asked, tables).fill(duck);
    } catch (SQLException | IOException | RuntimeException e) {
      throw failure("compute on-demand features", e);
    }
    for (int i = 0; i < questions.names().size(); i++) {
      features.put(
          questions.names().get(i),
          new AnsweredFeature(
              OnDemandTable.NAME,
              OnDemandTable.NAME + ".c" + (i + 1),
              questions.types().get(i),
              summaries.get(i)));
    }
  }

  /** Puts the rows into parts; the column is then known by {@link Split#COLUMN}. */
  public void split(Split split) {
    try {
      SplitTable.fill(duck, split, spine);
      features.put(
          Split.COLUMN,
          new AnsweredFeature(
              SplitTable.NAME, SplitTable.NAME + ".c1", STRING, new ColumnSummary(STRING)));
    } catch (SQLException | IOException | RuntimeException e) {
      throw failure("split spine " + spine.name(), e);
    }
  }

  /** What the values of a feature are like that was joined or computed. */
  public ColumnStatistics statistics(String feature) {
    return Objects.requireNonNull(features.get(feature), feature).summary().result();
  }

  /**
   * The training set: the spine's columns and then others, in the spine's order.
   *
   * @param columns from the name of each column to that by which it is known, in order
   */
  public TrainingSetFile trainingSet(Map<String, String> columns) {
    Map<String, AnsweredFeature> wanted = new LinkedHashMap<>();
    columns.forEach(
        (column, name) -> wanted.put(column, Objects.requireNonNull(features.get(name), name)));
    return new TrainingSetFile(duck, spine, tables, wanted);
  }

  /** A temporary Parquet file of the spine's rows. */
  public Path spineRows() {
    Path file = duck.folder().resolve("spine.parquet");
    try {
      duck.execute(
          "COPY (SELECT * EXCLUDE (ordinal) FROM spine ORDER BY ordinal) TO %s (FORMAT parquet)"
              .formatted(Sql.text(file.toString())));
    } catch (SQLException | RuntimeException e) {
      throw failure("write the spine", e);
    }
    return file;
  }

  private static RuntimeException failure(String what, Exception e) {
    if (Shortage.causes(e)) {
      return Shortage.failure(what, e);
    }
    if (e instanceof RuntimeException runtime) {
      return runtime;
    }
    IOException io = e instanceof IOException known ? known : new IOException(e);
    return new UncheckedIOException("Cannot " + what + ": " + e.getMessage(), io);
  }

  private static void close(Duck duck, Exception first) {
    try {
      duck.close();
    } catch (IOException | SQLException e) {
      first.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    try {
      duck.close();
    } catch (IOException | SQLException e) {
      throw failure("remove temporary files", e);
    }
  }
}
