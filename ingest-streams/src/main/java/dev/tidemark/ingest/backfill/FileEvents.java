package dev.tidemark.ingest.backfill;

import dev.tidemark.ingest.cutoff.TimeRange;
import java.util.function.Consumer;

/** Events of files, in the order (event time, file, row); the same whenever they are read. */
public interface FileEvents {

  /** The newest event time in microseconds since the epoch, or {@code Micros.NONE}. */
  long newest();

  /** How many events there are in a range; one without a readable time is before all times. */
  long count(TimeRange range);

  /**
   * Reads the events of a range.
   *
   * @param skip how many of them to leave out at the beginning
   */
  void read(TimeRange range, long skip, Consumer<FileEvent> event);

  /**
   * An event of a file.
   *
   * @param row counted from 1
   * @param time event time in microseconds since the epoch
   * @param json the row as a JSON object, if it is one
   */
  record FileEvent(String file, long row, long time, String json) {}
}
