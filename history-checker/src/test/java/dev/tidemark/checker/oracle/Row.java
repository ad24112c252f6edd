package dev.tidemark.checker.oracle;

import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.event.Event;
import java.util.List;

/**
 * A record of a feature log.
 *
 * @param arrival in microseconds since the epoch, as all times here
 * @param event that it is of; a deletion when it is a tombstone
 * @param version of the definitions that made it; 0 of a tombstone
 * @param time the event's, or the tombstone's
 */
public record Row(
    Log log,
    List<Object> key,
    int partition,
    long offset,
    long arrival,
    Event event,
    int version,
    long time) {

  public boolean deletes() {
    return event.kind() instanceof Event.Kind.Deletion;
  }

  @Override
  public String toString() {
    return "%d/%d %s %s"
        .formatted(
            partition,
            offset,
            Micros.text(time),
            deletes()
                ? event.mark() + " deletes"
                : "@%d %s %s created %s"
                    .formatted(version, event.mark(), event.values(), event.created()));
  }
}
