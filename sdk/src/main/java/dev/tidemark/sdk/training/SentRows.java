package dev.tidemark.sdk.training;

import dev.tidemark.sdk.TidemarkException;
import dev.tidemark.sdk.TidemarkException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Rows on their way to batches, some at a time. */
final class SentRows implements AutoCloseable {
  private final List<? extends Map<String, ? extends @Nullable Object>> rows;
  private final Map<String, SentColumn> columns;
  private final VectorSchemaRoot root;

  private SentRows(
      List<? extends Map<String, ? extends @Nullable Object>> rows,
      Map<String, SentColumn> columns,
      VectorSchemaRoot root) {
    this.rows = rows;
    this.columns = columns;
    this.root = root;
  }

  static SentRows of(
      List<? extends Map<String, ? extends @Nullable Object>> rows, BufferAllocator memory) {
    Map<String, @Nullable SentColumn> found = new LinkedHashMap<>();
    for (Map<String, ? extends @Nullable Object> row : rows) {
      row.forEach((name, value) -> {
        if (found.get(name) == null) {
          found.put(name, value == null ? null : column(name, value));
        }
      });
    }
    Map<String, SentColumn> columns = new LinkedHashMap<>();
    List<Field> fields = new ArrayList<>();
    found.forEach((name, type) -> {
      // Of nothing but nulls any type will do
      SentColumn column = type == null ? SentColumn.TEXT : type;
      columns.put(name, column);
      fields.add(Field.nullable(name, column.arrowType()));
    });
    return new SentRows(rows, columns, VectorSchemaRoot.create(new Schema(fields), memory));
  }

  private static SentColumn column(String name, Object value) {
    return Arrays.stream(SentColumn.values())
        .filter(column -> column.takes(value))
        .findFirst()
        .orElseThrow(() ->
            new TidemarkException(
                Kind.INVALID_REQUEST,
                "Cannot send column %s: a %s is no type of a value; give a %s, or the rows as batches"
                    .formatted(
                        name,
                        value.getClass().getName(),
                        Arrays.stream(SentColumn.values())
                            .map(SentColumn::javaName)
                            .collect(Collectors.joining(", ")))));
  }

  VectorSchemaRoot root() {
    return root;
  }

  /** Makes the root hold the rows from one to before another. */
  void fill(int from, int to) {
    root.clear();
    for (int row = from; row < to; row++) {
      for (FieldVector vector : root.getFieldVectors()) {
        Object value = rows.get(row).get(vector.getName());
        if (value == null) {
          vector.setNull(row - from);
        } else {
          set(vector, row, row - from, value);
        }
      }
    }
    root.setRowCount(to - from);
  }

  private void set(FieldVector vector, int row, int at, Object value) {
    String name = vector.getName();
    SentColumn column = columns.get(name);
    if (column == null || !column.takes(value)) {
      throw new TidemarkException(
          Kind.INVALID_REQUEST,
          "Cannot send %s, row %d: it is a %s, and the column's others are %s; give values of one type"
              .formatted(
                  name,
                  row,
                  value.getClass().getName(),
                  column == null ? "none" : column.javaName()));
    }
    column.set(vector, at, value);
  }

  @Override
  public void close() {
    root.close();
  }
}
