package dev.tidemark.online.request;

import dev.tidemark.model.type.Column;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column of a request, each value in the Java type of the column or null. */
public record TypedColumn(Column column, List<@Nullable Object> values) {

  /**
   * Reads a column.
   *
   * @param field of the request in which it stands
   * @throws RequestException that names column, row and type of a value that does not fit
   */
  static TypedColumn read(String field, Column column, SentColumn sent) {
    List<@Nullable Object> values = new ArrayList<>(sent.size());
    for (int row = 0; row < sent.size(); row++) {
      Object value = sent.isNull(row) ? null : sent.typed(row, column.type());
      if (value == null && !sent.isNull(row)) {
        throw RequestException.unfit(
            "Cannot read %s.%s, row %d: expected %s, found %s"
                .formatted(field, column.name(), row, column.type(), sent.shown(row)));
      }
      values.add(value);
    }
    return new TypedColumn(column, values);
  }
}
