package dev.tidemark.offline.flight;

import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ValueVectorUtility;

/**
 * What batches from anywhere have to keep to. Arrow's reader believes what a header says, and makes
 * room for as many rows as it names.
 */
final class SpineChecks {
  private SpineChecks() {}

  /** A dictionary's words are looked up for columns alone. */
  static void check(Schema schema) {
    schema.getFields().forEach(column -> column.getChildren().forEach(SpineChecks::refuseWords));
  }

  private static void refuseWords(Field field) {
    if (field.getDictionary() != null) {
      throw new IllegalArgumentException(
          "field %s within a column has a dictionary; send it decoded".formatted(field.getName()));
    }
    field.getChildren().forEach(SpineChecks::refuseWords);
  }

  /**
   * Before room is made for it.
   *
   * @param bytes of its body
   */
  static void check(ArrowRecordBatch batch, List<Field> columns, long bytes) {
    List<ArrowFieldNode> nodes = batch.getNodes();
    int rows = batch.getLength();
    int at = 0;
    for (Field column : columns) {
      int length = at < nodes.size() ? nodes.get(at).getLength() : -1;
      if (length != rows) {
        throw new IllegalArgumentException(
            "a batch says that it has %,d rows, and column %s has %,d"
                .formatted(rows, column.getName(), length));
      }
      at += nodes(column);
    }
    // Every row has a time, which takes a byte at least, and every other value takes a bit
    if (rows < 0
        || rows > bytes
        || nodes.stream().anyMatch(node -> node.getLength() < 0 || node.getLength() > 8 * bytes)) {
      throw new IllegalArgumentException(
          "a batch says that it has %,d rows, in %,d bytes".formatted(rows, bytes));
    }
  }

  private static int nodes(Field field) {
    return 1 + field.getChildren().stream().mapToInt(SpineChecks::nodes).sum();
  }

  /** When it is loaded. */
  static void check(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    ValueVectorUtility.validateFull(batch);
    for (FieldVector column : batch.getFieldVectors()) {
      DictionaryEncoding encoding = column.getField().getDictionary();
      if (encoding != null) {
        check((BaseIntVector) column, dictionaries.lookup(encoding.getId()));
      }
    }
  }

  private static void check(BaseIntVector column, Dictionary dictionary) {
    int words = dictionary.getVector().getValueCount();
    for (int row = 0; row < column.getValueCount(); row++) {
      if (!column.isNull(row)) {
        long word = column.getValueAsLong(row);
        if (word < 0 || word >= words) {
          throw new IllegalArgumentException(
              "column %s names word %,d of a dictionary of %,d"
                  .formatted(column.getField().getName(), word, words));
        }
      }
    }
  }
}
