package dev.tidemark.offline.history;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** Writes rows to new data files of a history table. */
record RowWriter(Table table, PartitionSpec spec, HistoryColumns names) {

  /** Writes rows of one part of the table, which are sorted. */
  DataFile write(List<BufferedRow> rows, StructLike partition, String location) throws IOException {
    DataWriter<BufferedRow> writer =
        Parquet.writeData(table.io().newOutputFile(location))
            .forTable(table)
            .createWriterFunc(file -> new RowColumns(names, table.schema(), file))
            .withSpec(spec)
            .withPartition(partition)
            .withSortOrder(table.sortOrder())
            .build();
    try (writer) {
      rows.forEach(writer::write);
    }
    return writer.toDataFile();
  }
}
