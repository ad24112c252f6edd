package dev.tidemark.ingest;

import java.util.List;
import java.util.Optional;

/** What becomes of an event: all its rows, or one dead letter. */
public sealed interface ShapeResult {

  /**
   * One row for each entity that finds its whole key in the event.
   *
   * @param id of the event; empty when it has none or its source knows none
   * @param fromFiles how many rows there are not, because files bring the events of that time; with
   *     them there is one row at least
   */
  record Shaped(List<Row> rows, Optional<String> id, int fromFiles) implements ShapeResult {}

  /**
   * Refused.
   *
   * @param detail a sentence for people
   */
  record Refused(Reason reason, String detail) implements ShapeResult {}

  /** A record of a feature log. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(String topic, byte[] key, byte[] value) {}
}
