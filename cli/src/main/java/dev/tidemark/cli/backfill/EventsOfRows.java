package dev.tidemark.cli.backfill;

import dev.tidemark.ingest.RowTimes;
import dev.tidemark.ingest.push.TypedRow;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.offline.duckdb.Layout;
import dev.tidemark.offline.duckdb.SortedEvents.Understanding;
import dev.tidemark.registry.definition.Source;
import java.util.stream.Stream;

/** Understands rows as a source's events. For one thread. */
final class EventsOfRows implements Understanding {
  private final Source source;
  private final RowTimes times;
  private final boolean typed;

  EventsOfRows(Source source, Layout layout) {
    this.source = source;
    this.times = new RowTimes(source);
    // A time of Parquet comes as ISO-8601, whatever the source's format is
    typed =
        layout == Layout.PARQUET
            && Stream.concat(Stream.of(source.eventTime()), source.createdTime().stream())
                .anyMatch(time -> !(time.format() instanceof TimeFormat.Iso8601));
  }

  @Override
  public String event(String row) {
    return typed ? TypedRow.fit(row, source) : row;
  }

  @Override
  public long time(String event) {
    return times.of(event);
  }
}
