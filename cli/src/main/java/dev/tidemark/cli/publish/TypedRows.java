package dev.tidemark.cli.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.duckdb.RowFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * A CSV or Parquet file.
 *
 * @param columns whose types a CSV file needs
 */
record TypedRows(Path file, List<Column> columns) implements EventFile {

  @Override
  public void read(Reader reader) {
    RowFiles.forEachJson(file, columns, row -> reader.event(parse(row)));
  }

  private static ObjectNode parse(String row) {
    try {
      return (ObjectNode) Json.parse(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No JSON object: " + row, e);
    }
  }
}
