package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/**
 * A DuckDB database in memory. What does not fit spills to a folder of its own, which is gone when
 * this is closed or the process ends in order.
 */
final class Duck implements AutoCloseable {
  /** In which folder below its own it keeps what does not fit into memory. */
  static final String SPILL = "spill";

  /** With less for each, DuckDB fails when several sort at once, instead of spilling. */
  private static final long MEMORY_PER_THREAD = 250_000_000;

  /** Less is appended by most exports; a checkpoint takes a tenth of the time of a small one. */
  private static final int CHECKPOINT_SHARE = 8;

  private static final long DEFAULT_MEMORY = 1L << 30;

  /** What a query is ahead of its reader; with DuckDB's 10 MB, memory is always new to it. */
  private static final int STREAM = 500_000;

  /** Of a batch that leaves. */
  private static final long ARROW_ROWS = 65_536;

  private final Path folder;
  private final Scratch scratch;
  private final DuckDBConnection connection;
  private final long memory;
  private final int threads;
  private final BufferAllocator arrow = new RootAllocator();

  Duck() throws IOException, SQLException {
    this(DEFAULT_MEMORY);
  }

  /**
   * @param memory about how many bytes to use before spilling
   */
  Duck(long memory) throws IOException, SQLException {
    this.memory = memory;
    threads = threads(memory);
    folder = Files.createTempDirectory("tidemark-duckdb-");
    scratch = Scratch.of(folder);
    try {
      Properties settings = new Properties();
      settings.setProperty("jdbc_stream_results", "true");
      settings.setProperty("memory_limit", memory + "B");
      settings.setProperty("threads", Integer.toString(threads));
      settings.setProperty("temp_directory", folder.resolve(SPILL).toString());
      // Tables are compressed when so much was appended, while threads wait: only where memory is
      // short
      settings.setProperty("checkpoint_threshold", memory / CHECKPOINT_SHARE + "B");
      settings.setProperty("autoload_known_extensions", "false");
      settings.setProperty("autoinstall_known_extensions", "false");
      Connection opened = DriverManager.getConnection("jdbc:duckdb:", settings);
      connection = opened.unwrap(DuckDBConnection.class);
      execute("SET TimeZone = 'UTC'");
      execute(Sql.ISO_MACRO);
    } catch (SQLException e) {
      scratch.close();
      throw e;
    }
  }

  /** About how many bytes are used before spilling. */
  long memory() {
    return memory;
  }

  /** How many threads work on a query, and how many queries are worth being run at once. */
  int threads() {
    return threads;
  }

  private static int threads(long memory) {
    return Math.clamp(memory / MEMORY_PER_THREAD, 1, Runtime.getRuntime().availableProcessors());
  }

  /** How many threads work on each query that begins from now on. */
  void useThreads(int count) throws SQLException {
    execute("SET threads = " + count);
  }

  Path folder() {
    return folder;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Makes a table with the columns {@code c0, c1, …}. */
  void createTable(String name, List<ValueType> types) throws SQLException {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < types.size(); i++) {
      columns
          .append(i == 0 ? "" : ", ")
          .append('c')
          .append(i)
          .append(' ')
          .append(Plain.type(types.get(i)));
    }
    execute("CREATE TABLE %s (%s)".formatted(name, columns));
  }

  DuckDBAppender appender(String table) throws SQLException {
    return connection.createAppender(table);
  }

  /** An appender that may be used beside others, by another thread. */
  TableAppender appender(String table, List<ValueType> types) throws SQLException {
    return appender(table, types, List.of());
  }

  /**
   * The same.
   *
   * @param summaries of the last columns, to which what is appended is added
   */
  TableAppender appender(String table, List<ValueType> types, List<ColumnSummary> summaries)
      throws SQLException {
    return new TableAppender(connection.duplicate(), arrow, table, types, summaries);
  }

  /** Makes a table of what a reader gives. */
  void createTable(String name, ArrowReader rows) throws SQLException {
    try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(arrow)) {
      Data.exportArrayStream(arrow, rows, stream);
      connection.registerArrowStream("stream_of_" + name, stream);
      execute("CREATE TABLE %s AS FROM stream_of_%s".formatted(name, name));
    }
  }

  /** Arrow's memory. */
  BufferAllocator arrow() {
    return arrow;
  }

  /** Takes all rows of a query as Arrow batches. */
  @FunctionalInterface
  interface ArrowTaker {
    void take(ArrowReader rows) throws IOException;
  }

  /** Gives the rows of a query in Arrow's own types. */
  void arrow(String sql, ArrowTaker taker) throws SQLException, IOException {
    try (Connection own = streaming();
        Statement statement = own.createStatement();
        ResultSet rows = statement.executeQuery(sql);
        ArrowReader reader =
            (ArrowReader) rows.unwrap(DuckDBResultSet.class).arrowExportStream(arrow, ARROW_ROWS)) {
      taker.take(reader);
    }
  }

  /** The rows of a query, to be read beside others, by another thread. */
  Batches batches(String sql, List<ValueType> types, int most) throws SQLException {
    return new Batches(streaming(), arrow, sql, types, most);
  }

  /** A connection for a query whose rows are read while it runs. */
  private DuckDBConnection streaming() throws SQLException {
    DuckDBConnection own = connection.duplicate();
    try (Statement statement = own.createStatement()) {
      statement.execute("SET streaming_buffer_size = '%dB'".formatted(STREAM));
      return own;
    } catch (SQLException e) {
      own.close();
      throw e;
    }
  }

  /** Takes rows one by one. */
  @FunctionalInterface
  interface RowReader {
    void row(ResultSet row) throws SQLException, IOException;
  }

  /** Streams a query's rows over a connection of its own, so that others may write meanwhile. */
  void query(String sql, RowReader reader) throws SQLException, IOException {
    try (Connection own = streaming();
        Statement statement = own.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.row(rows);
      }
    }
  }

  /** The columns of a query with their DuckDB types, in order. */
  Map<String, String> columns(String sql) throws SQLException, IOException {
    Map<String, String> columns = new LinkedHashMap<>();
    query("DESCRIBE " + sql, row -> columns.put(row.getString(1), row.getString(2)));
    return columns;
  }

  @Override
  public void close() throws IOException, SQLException {
    try (scratch;
        arrow) {
      connection.close();
    }
  }
}
