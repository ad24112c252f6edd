package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the rows of a spine come from. */
public sealed interface SpineInput {

  /** What messages call it. */
  String name();

  /** The same as a thing of its own, in the middle of a sentence. */
  default String title() {
    return "spine " + name();
  }

  /** Files of one format, one after another. */
  record Files(List<Path> files) implements SpineInput {
    public Files {
      files = List.copyOf(files);
    }

    @Override
    public String name() {
      return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
  }

  /** A query that DuckDB answers. */
  record Query(String sql) implements SpineInput {
    @Override
    public String name() {
      return "--spine-sql";
    }
  }

  /**
   * Every key that a view has seen, at the times from one to another, both included, at which it
   * had been seen.
   *
   * @param questions whose log and first question's view it is
   * @param timestampColumn the name of the column of times
   */
  record Entities(
      LogQuestions questions, Duration every, Instant from, Instant to, String timestampColumn)
      implements SpineInput {
    @Override
    public String name() {
      return "--entities-from " + questions.questions().getFirst().view().name();
    }
  }

  /**
   * What lookups of a service were answered, in the order of their times.
   *
   * @param files of the log's table
   * @param columns of the spine
   * @param from the first T in microseconds since the epoch
   * @param to before which T is
   */
  record Served(String service, List<Path> files, List<ServedColumn> columns, long from, long to)
      implements SpineInput {
    public Served {
      files = List.copyOf(files);
      columns = List.copyOf(columns);
    }

    @Override
    public String name() {
      return "--from-served " + service;
    }
  }

  /** A column of a table, under its name there, and the name that it gets. */
  record ServedColumn(String from, ValueType type, String name) {}

  /**
   * Rows that are there.
   *
   * @param rows a value for each column, in its Java type or null
   */
  record Rows(List<Column> columns, List<? extends List<? extends @Nullable Object>> rows)
      implements SpineInput {
    public Rows {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }

    @Override
    public String name() {
      return "the spine";
    }

    @Override
    public String title() {
      return name();
    }
  }

  /** Batches that come from elsewhere; they are read once. */
  record Stream(ArrowRows rows) implements SpineInput {
    @Override
    public String name() {
      return "the spine";
    }

    @Override
    public String title() {
      return name();
    }
  }
}
