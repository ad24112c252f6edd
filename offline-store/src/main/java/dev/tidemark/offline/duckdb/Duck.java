package dev.tidemark.offline.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A DuckDB database in a folder of its own, which is gone when it is closed. */
final class Duck implements AutoCloseable {
  /** Beyond it DuckDB spills to the folder. */
  private static final String MEMORY = "1GB";

  private final Path folder;
  private final DuckDBConnection connection;

  Duck() throws IOException, SQLException {
    folder = Files.createTempDirectory("tidemark-duckdb-");
    try {
      Properties settings = new Properties();
      settings.setProperty("jdbc_stream_results", "true");
      settings.setProperty("memory_limit", MEMORY);
      settings.setProperty("temp_directory", folder.resolve("spill").toString());
      settings.setProperty("autoload_known_extensions", "false");
      settings.setProperty("autoinstall_known_extensions", "false");
      Connection opened =
          DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("work.db"), settings);
      connection = opened.unwrap(DuckDBConnection.class);
      execute("SET TimeZone = 'UTC'");
      execute(Sql.ISO_MACRO);
    } catch (SQLException e) {
      delete(folder);
      throw e;
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  DuckDBAppender appender(String table) throws SQLException {
    return connection.createAppender(table);
  }

  /** Takes rows one by one. */
  @FunctionalInterface
  interface RowReader {
    void row(ResultSet row) throws SQLException, IOException;
  }

  /** Streams a query's rows over a connection of its own, so that others may write meanwhile. */
  void query(String sql, RowReader reader) throws SQLException, IOException {
    try (Connection own = connection.duplicate();
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
    try {
      connection.close();
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
