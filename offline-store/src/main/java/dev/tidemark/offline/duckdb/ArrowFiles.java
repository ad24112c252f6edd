package dev.tidemark.offline.duckdb;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** Arrow's IPC format: the one of files is read and written, the one of streams is read. */
final class ArrowFiles {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

  private ArrowFiles() {}

  /** Makes a table of a file's rows. */
  static void load(Duck duck, String table, Path file) throws SQLException, IOException {
    try {
      if (isFile(file)) {
        try (SeekableByteChannel channel = Files.newByteChannel(file);
            ArrowReader reader = new ArrowFileReader(channel, duck.arrow())) {
          duck.createTable(table, reader);
        }
      } else {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
            ArrowReader reader = new ArrowStreamReader(in, duck.arrow())) {
          duck.createTable(table, reader);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new ExportException(
          "Cannot read spine %s: it is no Arrow file: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static boolean isFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    }
  }

  /** Writes all batches of a reader. */
  static void write(ArrowReader rows, Path file) throws IOException {
    VectorSchemaRoot root = rows.getVectorSchemaRoot();
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
      writer.start();
      while (rows.loadNextBatch()) {
        writer.writeBatch();
      }
      writer.end();
    }
  }
}
