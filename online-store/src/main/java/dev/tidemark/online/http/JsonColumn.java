package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.request.SentColumn;
import org.jspecify.annotations.Nullable;

/**
 * A column that came as JSON.
 *
 * @param values a list
 */
record JsonColumn(JsonNode values) implements SentColumn {
  @Override
  public int size() {
    return values.size();
  }

  @Override
  public boolean isNull(int row) {
    return values.get(row).isNull();
  }

  @Override
  public @Nullable Object typed(int row, ValueType type) {
    return RequestValue.read(type, values.get(row));
  }

  @Override
  public String shown(int row) {
    return RequestBody.shown(values.get(row));
  }
}
