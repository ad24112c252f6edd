package dev.tidemark.offline.duckdb;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.HeapColumn.Bools;
import dev.tidemark.offline.duckdb.HeapColumn.Bytes;
import dev.tidemark.offline.duckdb.HeapColumn.Doubles;
import dev.tidemark.offline.duckdb.HeapColumn.Floats;
import dev.tidemark.offline.duckdb.HeapColumn.Ints;
import dev.tidemark.offline.duckdb.HeapColumn.Lists;
import dev.tidemark.offline.duckdb.HeapColumn.Longs;
import dev.tidemark.offline.duckdb.HeapColumn.Times;
import dev.tidemark.offline.duckdb.HistoryBatches.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Appends rows of the model's values to a table, some thousands at a time. For one thread. */
final class TableAppender implements AutoCloseable {
  /** Of a vector of DuckDB's. */
  static final int VECTOR = 2_048;

  /** A row group of DuckDB's: fewer rows it keeps aside, and copies them once more. */
  private static final int ROWS = 60 * VECTOR;

  private final DuckDBConnection connection;
  private final BufferAllocator memory;
  private final String table;
  private final List<ColumnSummary> summaries;
  private final VectorSchemaRoot rows;
  private int row;

  /**
   * @param connection that nobody else uses; it is closed with this
   * @param types of the table's columns, as {@link Plain} has them
   * @param summaries of the last columns, to which what is appended is added
   */
  TableAppender(
      DuckDBConnection connection,
      BufferAllocator memory,
      String table,
      List<ValueType> types,
      List<ColumnSummary> summaries) {
    this.connection = connection;
    this.memory = memory;
    this.table = table;
    this.summaries = summaries;
    List<FieldVector> vectors = new ArrayList<>();
    types.forEach(
        type -> vectors.add(ArrowTypes.field("c" + vectors.size(), type).createVector(memory)));
    rows = new VectorSchemaRoot(vectors);
    allocate();
  }

  private void allocate() {
    for (FieldVector vector : rows.getFieldVectors()) {
      if (vector instanceof BaseFixedWidthVector fixed) {
        fixed.allocateNew(ROWS);
      } else {
        vector.setInitialCapacity(ROWS);
        vector.allocateNew();
      }
    }
  }

  /** The value of a column of the present row; what is not set is null. */
  void set(int column, long value) {
    ((BigIntVector) rows.getVector(column)).set(row, value);
  }

  /** The value of a column of the present row. */
  void set(int column, @Nullable Object value) {
    if (value != null) {
      set(rows.getVector(column), row, value);
    }
  }

  /** The place of the present row among those that were not yet given to the table. */
  int row() {
    return row;
  }

  /**
   * Fills a column of rows up to and with the present one from events.
   *
   * @param first the place of the row that the first event is for
   * @param events those without a value have null
   * @param from the column of their log
   */
  void fill(int column, int first, List<@Nullable Row> events, int from) {
    FieldVector to = rows.getVector(column);
    for (int i = 0; i < events.size(); i++) {
      Row event = events.get(i);
      if (event != null) {
        set(to, first + i, event.in(from), event.row());
      }
    }
  }

  private static void set(FieldVector to, int at, HeapColumn from, int of) {
    if (from.isNull(of)) {
      return;
    }
    switch (from) {
      case Longs longs -> ((BigIntVector) to).set(at, longs.values()[of]);
      case Times times -> ((BigIntVector) to).set(at, times.values()[of]);
      case Ints ints -> ((IntVector) to).set(at, ints.values()[of]);
      case Doubles doubles -> ((Float8Vector) to).set(at, doubles.values()[of]);
      case Floats floats -> ((Float4Vector) to).set(at, floats.values()[of]);
      case Bools bools -> ((BitVector) to).set(at, bools.holds(of) ? 1 : 0);
      case Bytes bytes -> {
        int start = bytes.offsets()[of];
        int length = bytes.offsets()[of + 1] - start;
        ((BaseVariableWidthVector) to).setSafe(at, bytes.data(), start, length);
      }
      case Lists lists -> set(to, at, lists.present(of));
    }
  }

  private static void set(FieldVector vector, int at, Object value) {
    switch (value) {
      case Boolean b -> ((BitVector) vector).setSafe(at, b ? 1 : 0);
      case Integer i -> ((IntVector) vector).setSafe(at, i);
      case Long l -> ((BigIntVector) vector).setSafe(at, l);
      case Float f -> ((Float4Vector) vector).setSafe(at, f);
      case Double d -> ((Float8Vector) vector).setSafe(at, d);
      case String s -> ((VarCharVector) vector).setSafe(at, s.getBytes(StandardCharsets.UTF_8));
      case byte[] bytes -> ((VarBinaryVector) vector).setSafe(at, bytes);
      case Instant instant -> ((BigIntVector) vector).setSafe(at, Micros.of(instant));
      case List<?> list -> setList((ListVector) vector, at, list);
      default -> throw new IllegalArgumentException("no value of the model: " + value);
    }
  }

  private static void setList(ListVector vector, int at, List<?> list) {
    int start = vector.startNewValue(at);
    FieldVector elements = vector.getDataVector();
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      while (elements.getValueCapacity() <= start + i) {
        elements.reAlloc();
      }
      if (element != null) {
        set(elements, start + i, element);
      }
    }
    vector.endValue(at, list.size());
  }

  /** The present row is complete. */
  void endRow() {
    row++;
    if (row == ROWS) {
      try {
        flush();
      } catch (SQLException | IOException e) {
        throw new UncheckedIOException("Cannot keep rows of " + table, new IOException(e));
      }
    }
  }

  private void flush() throws SQLException, IOException {
    if (row == 0) {
      return;
    }
    rows.setRowCount(row);
    List<FieldVector> vectors = rows.getFieldVectors();
    int summed = vectors.size() - summaries.size();
    for (int i = 0; i < summaries.size(); i++) {
      summaries.get(i).add(vectors.get(summed + i));
    }
    try (ArrowReader batch = new OneBatch(memory, rows);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(memory)) {
      Data.exportArrayStream(memory, batch, stream);
      connection.registerArrowStream("batch", stream);
      try (var insert = connection.createStatement()) {
        insert.execute("INSERT INTO " + table + " SELECT * FROM batch");
      }
    }
    row = 0;
    rows.clear();
    allocate();
  }

  @Override
  public void close() throws SQLException, IOException {
    try (connection;
        rows) {
      flush();
    }
  }

  /** Gives the vectors' buffers away, once. */
  private static final class OneBatch extends ArrowReader {
    private final VectorSchemaRoot rows;
    private boolean given;

    OneBatch(BufferAllocator memory, VectorSchemaRoot rows) {
      super(memory);
      this.rows = rows;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      if (given) {
        return false;
      }
      given = true;
      ArrowRecordBatch batch = new VectorUnloader(rows).getRecordBatch();
      loadRecordBatch(batch);
      return true;
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {
      // the vectors are the appender's
    }

    @Override
    protected Schema readSchema() {
      return rows.getSchema();
    }
  }
}
