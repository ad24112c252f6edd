package dev.tidemark.cli.backfill;

import dev.tidemark.ingest.backfill.FileEvents;
import dev.tidemark.ingest.cutoff.TimeRange;
import dev.tidemark.offline.duckdb.SortedEvents;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Files, sorted by the times of their events. */
final class SortedFiles implements FileEvents, AutoCloseable {
  private final SortedEvents events;
  private final List<Path> names;

  /**
   * Reads and sorts files.
   *
   * @param names of the input's files, for people
   */
  SortedFiles(
      SortedEvents.Input input, List<Path> names, EventsOfRows rows, LongConsumer progress) {
    this.names = List.copyOf(names);
    events = new SortedEvents(input, rows, progress);
  }

  @Override
  public long newest() {
    return events.newest();
  }

  @Override
  public long count(TimeRange range) {
    return events.count(range.from(), range.to());
  }

  @Override
  public void read(TimeRange range, long skip, Consumer<FileEvent> event) {
    events.forEach(
        range.from(),
        range.to(),
        skip,
        row ->
            event.accept(
                new FileEvent(
                    names.get(row.file()).toString(), row.row(), row.time(), row.json())));
  }

  @Override
  public void close() {
    events.close();
  }
}
