package dev.tidemark.online.state;

import dev.tidemark.model.feature.Event;
import java.util.ArrayList;
import java.util.List;

/** The events of a track that are kept one by one: all of them, or the newest of a great many. */
public final class KeptEvents {
  /** How many there are at most. */
  public static final int MOST = 10_000;

  /** About how many bytes their texts take at most, but for those of the last one. */
  private static final long MOST_BYTES = 16 << 20;

  private final long from;
  private final List<Event> events = new ArrayList<>();
  private long bytes;
  private boolean more;

  KeptEvents(long from) {
    this.from = from;
  }

  /**
   * Takes in the event before all others, if it belongs here.
   *
   * @return whether the one before it may belong here as well
   */
  boolean add(StoredEvent event) {
    if (event.eventTime() < from) {
      return false;
    }
    more = events.size() == MOST || bytes >= MOST_BYTES;
    if (!more) {
      events.add(event);
      bytes += event.length();
    }
    return !more;
  }

  /**
   * The time from which on every event of the track is kept, in microseconds since the epoch;
   * {@link dev.tidemark.model.time.Micros#NONE} before any event.
   */
  public long from() {
    return from;
  }

  /** The newest first. Their columns are those of the track. */
  public List<Event> events() {
    return events.stream().sorted(Event.ORDER.reversed()).toList();
  }

  /** Whether older ones are kept as well. */
  public boolean more() {
    return more;
  }
}
