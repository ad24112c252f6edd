package dev.tidemark.cli.deadletter;

import dev.tidemark.ingest.DeadLetter;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A dead letter, and what became of it.
 *
 * @param replayed when its event was last sent again
 */
public record Letter(LetterId id, DeadLetter content, Optional<Instant> replayed) {
  /** The newest last. */
  static final Comparator<Letter> BY_TIME =
      Comparator.<Letter, Instant>comparing(letter -> letter.content().time())
          .thenComparing(Letter::id);

  /** The same without the event's bytes. */
  Letter withoutEvent() {
    return new Letter(id, content.withoutEvent(), replayed);
  }
}
