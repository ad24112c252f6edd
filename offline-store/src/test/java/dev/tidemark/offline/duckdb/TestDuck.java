package dev.tidemark.offline.duckdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/** DuckDB as tests use it: in memory, and without any of the product's SQL. */
public final class TestDuck implements AutoCloseable {
  private final Connection connection;

  public TestDuck() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET TimeZone = 'UTC'");
  }

  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A query's rows as Arrow batches, of at most so many rows. */
  public ArrowReader arrow(String sql, BufferAllocator memory, long rows) throws SQLException {
    DuckDBResultSet result =
        connection.createStatement().executeQuery(sql).unwrap(DuckDBResultSet.class);
    return (ArrowReader) result.arrowExportStream(memory, rows);
  }

  /** Makes a table of Arrow batches. */
  public void createTable(String name, ArrowReader rows, BufferAllocator memory)
      throws SQLException {
    try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(memory)) {
      Data.exportArrayStream(memory, rows, stream);
      connection.unwrap(DuckDBConnection.class).registerArrowStream("given", stream);
      execute("CREATE OR REPLACE TABLE %s AS FROM given".formatted(name));
    }
  }

  /** A file's path within a text of SQL, where no character is a wildcard. */
  public static String path(Path file) {
    return file.toString().replaceAll("[\\[*]", "[$0]");
  }

  /** How many temporary folders of exports there are in this process. */
  public static int scratches() {
    return Scratch.all().size();
  }

  /** The files to which this process' exports have spilled, as far as they are there now. */
  public static List<Path> spilled() throws IOException {
    List<Path> spilled = new ArrayList<>();
    for (Path scratch : Scratch.all()) {
      Path folder = scratch.resolve(Duck.SPILL);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.forEach(spilled::add);
        } catch (NoSuchFileException e) {
          // gone meanwhile
        }
      }
    }
    return spilled;
  }

  /** All rows; times as instants, arrays as lists, blobs as lists of bytes. */
  public List<List<Object>> rows(String sql) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(plain(result.getObject(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  public static Object plain(Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case OffsetDateTime time -> time.toInstant();
      case Blob blob -> plain(blob.getBytes(1, (int) blob.length()));
      case ByteBuffer buffer -> {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        yield plain(bytes);
      }
      case byte[] bytes -> {
        List<Object> list = new ArrayList<>();
        for (byte b : bytes) {
          list.add(b);
        }
        yield list;
      }
      case Array array -> plain(Arrays.asList((Object[]) array.getArray()));
      case List<?> list -> {
        List<Object> plain = new ArrayList<>();
        for (Object element : list) {
          plain.add(plain(element));
        }
        yield plain;
      }
      default -> value;
    };
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
