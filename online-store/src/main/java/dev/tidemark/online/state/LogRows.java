package dev.tidemark.online.state;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowReader;
import dev.tidemark.model.row.RowSchema;
import java.util.List;

/**
 * Reads the rows of a log under the schema that a job was started with. A log gets a new schema
 * while an old job still answers; the old job then has to read the new rows as well.
 */
public final class LogRows {
  private final RowSchema current;
  private volatile RowReader reader;

  /**
   * Reads rows.
   *
   * @param schemas every schema of the log so far
   * @param current the one that the job speaks of
   */
  public LogRows(List<RowSchema> schemas, RowSchema current) {
    this.current = current;
    this.reader = new RowReader(schemas, current);
  }

  /** From now on reads rows of these schemas. */
  public void learn(List<RowSchema> schemas) {
    reader = new RowReader(schemas, current);
  }

  /**
   * The row that the bytes hold.
   *
   * @throws IllegalArgumentException when its schema is not known yet
   */
  public LogRow read(byte[] bytes, long position, long arrival) {
    return reader.read(bytes, position, arrival);
  }

  /** The same. */
  LogRow read(RowReader.Slice slice, long position, long arrival) {
    return reader.read(slice, position, arrival);
  }
}
