package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/** The rows of a query, some thousands at a time, as columns. For one thread. */
final class Batches implements AutoCloseable {
  /** Small enough that no array of a batch is a large object of the collector. */
  static final int ROWS = 16_384;

  private final DuckDBConnection connection;
  private final Statement statement;
  private final ArrowReader reader;
  private final List<ValueType> types;
  private HeapColumn[] columns = new HeapColumn[0];
  private int rows;

  /**
   * @param connection that nobody else uses; it is closed with this
   * @param types of the query's columns, as {@link Plain} has them
   * @param most rows of a batch
   */
  Batches(
      DuckDBConnection connection,
      BufferAllocator memory,
      String sql,
      List<ValueType> types,
      int most)
      throws SQLException {
    this.connection = connection;
    this.types = types;
    statement = connection.createStatement();
    ResultSet result = statement.executeQuery(sql);
    reader = (ArrowReader) ((DuckDBResultSet) result).arrowExportStream(memory, most);
  }

  /** Goes on to the next batch that is not empty, if there is one. */
  boolean next() throws IOException {
    while (reader.loadNextBatch()) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      rows = root.getRowCount();
      if (rows > 0) {
        columns = new HeapColumn[types.size()];
        for (int i = 0; i < columns.length; i++) {
          columns[i] = HeapColumn.of(root.getVector(i), types.get(i));
        }
        return true;
      }
    }
    return false;
  }

  /** How many rows the present batch has. */
  int rows() {
    return rows;
  }

  /** A column of the present batch. */
  HeapColumn column(int place) {
    return columns[place];
  }

  /** The present batch's columns; nobody changes them any more. */
  HeapColumn[] columns() {
    return columns;
  }

  @Override
  public void close() throws IOException, SQLException {
    try (connection;
        statement) {
      reader.close();
    }
  }
}
