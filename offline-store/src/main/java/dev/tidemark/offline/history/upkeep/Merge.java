package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.DataFiles;
import dev.tidemark.offline.history.table.RowOrder;
import dev.tidemark.offline.history.table.TableUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.SortedMerge;
import org.jspecify.annotations.Nullable;

/** Writes the rows of some runs of a partition as one run; a row group of each is in memory. */
final class Merge {
  /** Rows between two looks at the size of the file and at whether to stop. */
  private static final int STRIDE = 1_000;

  private final Table table;
  private final TableUse use;
  private final long fileBytes;
  private final BooleanSupplier stopped;
  private final List<String> locations = new ArrayList<>();

  Merge(Table table, TableUse use, long fileBytes, BooleanSupplier stopped) {
    this.table = table;
    this.use = use;
    this.fileBytes = fileBytes;
    this.stopped = stopped;
  }

  /** Where files were begun. */
  List<String> locations() {
    return locations;
  }

  /**
   * The files of the new run, which nothing names yet.
   *
   * @throws CancellationException when it is stopped
   */
  List<DataFile> write(List<Run> runs) throws IOException {
    DataFile first = runs.getFirst().files().getFirst();
    Comparator<StructLike> order = RowOrder.of(table.schema(), table.sortOrder());
    UUID run = UUID.randomUUID();
    List<DataFile> written = new ArrayList<>();
    try (CloseableIterable<StructLike> rows =
            new SortedMerge<>(order, runs.stream().map(this::read).toList());
        Output output = new Output(first, run, written)) {
      long count = 0;
      for (StructLike row : rows) {
        if (count++ % STRIDE == 0) {
          output.cut();
          if (stopped.getAsBoolean()) {
            throw new CancellationException();
          }
        }
        output.write(row);
      }
    }
    return written;
  }

  private CloseableIterable<StructLike> read(Run run) {
    Schema schema = table.schema();
    List<CloseableIterable<StructLike>> files = new ArrayList<>();
    for (DataFile file : run.files()) {
      files.add(
          Parquet.read(table.io().newInputFile(file.location()))
              .project(schema)
              .createReaderFunc(stored -> InternalReader.create(schema, stored))
              .build());
    }
    return CloseableIterable.concat(files);
  }

  /** One file after the other. */
  private final class Output implements AutoCloseable {
    private final PartitionSpec spec;
    private final StructLike partition;
    private final UUID run;
    private final List<DataFile> written;
    private @Nullable DataWriter<StructLike> writer;

    Output(DataFile like, UUID run, List<DataFile> written) {
      PartitionSpec known = table.specs().get(like.specId());
      if (known == null) {
        throw new IllegalStateException("a table knows the specs of its files");
      }
      spec = known;
      partition = like.partition();
      this.run = run;
      this.written = written;
    }

    void write(StructLike row) throws IOException {
      if (writer == null) {
        writer = open();
      }
      writer.write(row);
    }

    private DataWriter<StructLike> open() throws IOException {
      String location = use.begin(table, spec, partition, DataFiles.name(run, written.size()));
      locations.add(location);
      return Parquet.writeData(table.io().newOutputFile(location))
          .forTable(table)
          .createWriterFunc(InternalWriter::createWriter)
          .withSpec(spec)
          .withPartition(partition)
          .withSortOrder(table.sortOrder())
          .build();
    }

    void cut() throws IOException {
      if (writer != null && writer.length() >= fileBytes) {
        close();
      }
    }

    @Override
    public void close() throws IOException {
      if (writer != null) {
        writer.close();
        written.add(writer.toDataFile());
        writer = null;
      }
    }
  }
}
