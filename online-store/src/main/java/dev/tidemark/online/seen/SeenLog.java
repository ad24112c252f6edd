package dev.tidemark.online.seen;

import java.util.List;
import java.util.Optional;

/**
 * What is held of a key's events in one feature log. Times are microseconds since the epoch, or
 * {@link dev.tidemark.model.time.Micros#NONE}.
 *
 * @param log its name, that of its history table
 * @param partition of the log, in which all of the key's events are
 * @param lastOffset of the key's last event or tombstone that was taken in; -1 before any
 * @param deletedBefore the latest time of a tombstone: no earlier event counts
 * @param newest one for each condition of the log's views
 * @param windows one for each condition that windows count
 */
public record SeenLog(
    String log,
    String source,
    int partition,
    long lastOffset,
    long deletedBefore,
    List<Newest> newest,
    List<Window> windows) {
  public SeenLog {
    newest = List.copyOf(newest);
    windows = List.copyOf(windows);
  }

  /**
   * The event that latest features are taken from.
   *
   * @param where the condition; empty for the one that always holds
   * @param event with all columns of the log; empty when none holds the condition
   */
  public record Newest(Optional<String> where, Optional<SeenEvent> event) {}

  /**
   * The events that windows count one by one. What is older than those is known by sums alone, and
   * only if a window reaches back to it.
   *
   * @param where the condition; empty for the one that always holds
   * @param keptFrom the time from which on every event is kept
   * @param events the newest first, with the columns that windows count; of an array only its
   *     presence is kept, which is told by {@code true}
   * @param more whether there are older ones that are kept as well
   */
  public record Window(
      Optional<String> where, long keptFrom, List<SeenEvent> events, boolean more) {
    public Window {
      events = List.copyOf(events);
    }
  }
}
