package dev.tidemark.ingest;

import dev.tidemark.model.time.Micros;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.TimeColumn;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event's times, in microseconds since the epoch. What its schema makes a time is taken as
 * that, whatever the format.
 */
final class EventTimes {
  private final TimeColumn eventTime;
  private final @Nullable TimeColumn createdTime;
  private final long maxFutureSkew;
  private final InstantSource clock;

  EventTimes(Source source, InstantSource clock) {
    eventTime = source.eventTime();
    createdTime = source.createdTime().orElse(null);
    maxFutureSkew = Micros.of(source.maxFutureSkew());
    this.clock = clock;
  }

  /** The event time, however far ahead of the clock. */
  long anyEventTime(@Nullable Object raw) throws RefusalException {
    if (raw == null) {
      throw new RefusalException(
          Reason.MISSING_EVENT_TIME,
          "Cannot read event time: field %s is null or missing".formatted(eventTime.column()));
    }
    return parse(eventTime, raw, Reason.BAD_EVENT_TIME);
  }

  long eventTime(@Nullable Object raw) throws RefusalException {
    long time = anyEventTime(raw);
    if (time - maxFutureSkew > Micros.ofMillis(clock.millis())) {
      throw new RefusalException(
          Reason.EVENT_TIME_IN_FUTURE,
          "Cannot accept event time %s: it is more than %d s ahead of the clock, which says %s"
              .formatted(
                  Micros.format(time),
                  maxFutureSkew / 1_000_000,
                  Micros.format(Micros.ofMillis(clock.millis()))));
    }
    return time;
  }

  /** {@link Micros#NONE} when the source declares none or the event has none. */
  long createdTime(@Nullable Object raw) throws RefusalException {
    return createdTime == null || raw == null
        ? Micros.NONE
        : parse(createdTime, raw, Reason.BAD_CREATED_TIME);
  }

  private static long parse(TimeColumn column, Object raw, Reason reason) throws RefusalException {
    try {
      return raw instanceof Instant instant ? Micros.checked(instant) : column.format().parse(raw);
    } catch (DateTimeException e) {
      throw new RefusalException(
          reason,
          "Cannot read time in field %s: %s: %s"
              .formatted(column.column(), Target.shortened(raw.toString()), e.getMessage()));
    }
  }
}
