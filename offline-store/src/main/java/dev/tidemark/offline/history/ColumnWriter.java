package dev.tidemark.offline.history;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Writes one column of a table, as Iceberg does it.
 *
 * @param record of that column alone
 * @param triple what takes its values, of a list those of its elements
 */
record ColumnWriter(
    GenericRecord record, ParquetValueWriter<StructLike> writer, TripleWriter<?> triple) {

  static ColumnWriter of(NestedField field, Type file) {
    Schema alone = new Schema(field);
    ParquetValueWriter<StructLike> writer =
        InternalWriter.createWriter(alone, new MessageType("table", file));
    return new ColumnWriter(GenericRecord.create(alone), writer, writer.columns().getFirst());
  }

  void write(List<Object> elements) {
    record.set(0, elements);
    writer.write(0, record);
  }

  void writeNull() {
    triple.writeNull(0, 0);
  }

  void setColumnStore(ColumnWriteStore store) {
    writer.setColumnStore(store);
  }
}
