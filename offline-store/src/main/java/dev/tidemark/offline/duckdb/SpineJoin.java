package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * A training set in the making: a spine, and the features that are joined to it. For one thread.
 * Everything that is kept on the way lies in a temporary folder, which goes when this is closed.
 */
public final class SpineJoin implements AutoCloseable {
  private final Duck duck;
  private final SpineTable spine;
  private final AskedTable asked;
  private final Map<String, AnsweredFeature> features = new LinkedHashMap<>();
  private int tables;

  private SpineJoin(Duck duck, SpineTable spine, AskedTable asked) {
    this.duck = duck;
    this.spine = spine;
    this.asked = asked;
  }

  /**
   * Reads a spine and checks every row of it.
   *
   * @param columns what is read from it
   * @param features the names that columns are going to be added by
   * @throws ExportException naming the column or the row that is wrong
   */
  public static SpineJoin open(Path file, SpineColumns columns, List<String> features) {
    Duck duck = null;
    try {
      duck = new Duck();
      SpineTable spine = SpineTable.load(duck, file);
      refuseCollisions(spine, features);
      AskedTable asked =
          new AskedTable(spine, columns.keys(), columns.request(), columns.timestamp());
      asked.fill(duck);
      return new SpineJoin(duck, spine, asked);
    } catch (SQLException | IOException | RuntimeException e) {
      if (duck != null) {
        close(duck, e);
      }
      throw failure("read spine " + file, e);
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
            "Cannot add feature %s to spine %s: it has a column of that name; rename the column, or"
                    .formatted(feature, spine.file())
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
      String table = "answers" + tables++;
      LogJoin join = new LogJoin(duck, questions, asked, spine.file(), table, answered);
      join.run(asked.times(duck).orElse(new TimeRange(0, 0)));
      for (int i = 0; i < questions.names().size(); i++) {
        ValueType type = questions.questions().get(i).feature().type();
        features.put(
            questions.names().get(i), new AnsweredFeature(table, table + ".c" + (i + 1), type));
      }
    } catch (SQLException | IOException e) {
      throw failure("join history table " + questions.log().table(), e);
    }
  }

  /** Computes on-demand features from features that were joined; at most once. */
  public void compute(OnDemandQuestions questions) {
    try {
      new OnDemandTable(questions, features, asked).fill(duck);
    } catch (SQLException | IOException e) {
      throw failure("compute on-demand features", e);
    }
    for (int i = 0; i < questions.names().size(); i++) {
      features.put(
          questions.names().get(i),
          new AnsweredFeature(
              OnDemandTable.NAME, OnDemandTable.NAME + ".c" + (i + 1), questions.types().get(i)));
    }
  }

  /** For each feature that was joined or computed in how many rows it is null. */
  public Map<String, Long> nulls() {
    Map<String, Long> nulls = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, AnsweredFeature> feature : features.entrySet()) {
        AnsweredFeature of = feature.getValue();
        duck.query(
            "SELECT count(*) - count(%s) FROM %s".formatted(of.column(), of.table()),
            row -> nulls.put(feature.getKey(), row.getLong(1)));
      }
    } catch (SQLException | IOException e) {
      throw failure("count nulls", e);
    }
    return nulls;
  }

  /**
   * Writes the spine's columns and then features, in the spine's order.
   *
   * @param columns from the name of each column to that by which the feature is known, in order
   */
  public void write(Map<String, String> columns, FileFormat format, Path file) {
    Map<String, AnsweredFeature> wanted = new LinkedHashMap<>();
    columns.forEach(
        (column, name) -> wanted.put(column, Objects.requireNonNull(features.get(name), name)));
    try {
      TrainingSetFile out = new TrainingSetFile(duck, spine, wanted);
      switch (format) {
        case CSV -> out.writeCsv(file);
        case PARQUET -> out.writeParquet(file);
      }
    } catch (SQLException | IOException e) {
      throw failure("write training set " + file, e);
    }
  }

  private static RuntimeException failure(String what, Exception e) {
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
