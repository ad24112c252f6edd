package dev.tidemark.ingest;

import dev.tidemark.model.time.Micros;
import dev.tidemark.registry.definition.Source;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Reads the event times of files' rows, and nothing else of them: whatever else is wrong with a
 * row, or changes in the source, its time stays. For one thread.
 */
public final class RowTimes {
  private static final Headers NONE = new RecordHeaders();

  private final EventReader reader;
  private final EventTimes times;

  public RowTimes(Source source) {
    Source rows = source.inFiles();
    reader =
        new EventReader(
            new Source(
                rows.name(),
                rows.topic(),
                rows.eventTime(),
                rows.createdTime(),
                rows.maxFutureSkew(),
                List.of(),
                List.of(),
                rows.options(),
                rows.meta()),
            Optional.empty());
    times = new EventTimes(rows, InstantSource.system());
  }

  /** In microseconds since the epoch; {@link Micros#NONE} when it cannot be read. */
  public long of(String row) {
    try {
      byte[] json = row.getBytes(StandardCharsets.UTF_8);
      return times.anyEventTime(reader.read(null, NONE, json).eventTime());
    } catch (RefusalException refusal) {
      return Micros.NONE;
    }
  }
}
