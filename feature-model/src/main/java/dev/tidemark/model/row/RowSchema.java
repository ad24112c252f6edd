package dev.tidemark.model.row;

import dev.tidemark.model.type.Column;
import java.util.List;

/**
 * What the rows of a feature log hold: columns, and one bit for each distinct condition ({@code
 * where}) that its views ask. A log whose views change gets another schema with the next id; rows
 * of older schemas stay readable.
 *
 * @param id 0 to 65535, unique in the log; the row carries it
 * @param conditions the conditions as normalized expressions
 */
public record RowSchema(int id, List<Column> columns, List<String> conditions) {
  public RowSchema {
    columns = List.copyOf(columns);
    conditions = List.copyOf(conditions);
  }

  /** Where the column stands, or -1. */
  public int columnIndex(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether rows of both hold the same, whatever the ids. */
  public boolean sameShape(RowSchema other) {
    return columns.equals(other.columns) && conditions.equals(other.conditions);
  }
}
