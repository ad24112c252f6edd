package dev.tidemark.checker.record;

import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.event.Event;
import dev.tidemark.checker.product.Api;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Something that was done, with the times before it began and after it ended. */
public sealed interface Entry {
  Instant began();

  Instant ended();

  /**
   * An event that a producer sent.
   *
   * @param acknowledged whether the broker said that it has it; else nobody knows
   */
  record Sent(Instant began, Instant ended, Event event, boolean acknowledged) implements Entry {}

  /**
   * Events that were pushed over HTTP.
   *
   * @param spoilt whether there was a row among them that had to be refused, and all with it
   */
  record Pushed(Instant began, Instant ended, List<Event> events, boolean spoilt, Api.Answer answer)
      implements Entry {}

  /**
   * A lookup.
   *
   * @param asOf null for now
   */
  record Lookup(Instant began, Instant ended, Ask ask, Instant asOf, Api.Answer answer)
      implements Entry {}

  /**
   * A training set.
   *
   * @param arrival whether it is cut by what was known
   * @param file the CSV file
   * @param output what was in it
   */
  record Export(
      Instant began,
      Instant ended,
      Ask ask,
      boolean arrival,
      Path file,
      String output,
      String manifest)
      implements Entry {}

  /** A training set that was cut again from its manifest. */
  record Reproduced(Instant began, Instant ended, Export export, String output) implements Entry {
    @Override
    public String toString() {
      return "Reproduced[began=%s, ended=%s, export=%s]".formatted(began, ended, export.file);
    }
  }

  /** Definitions that were applied. */
  record Applied(Instant began, Instant ended, Definitions definitions) implements Entry {}

  /** A wait for all that was published before, which came to its end. */
  record Waited(Instant began, Instant ended) implements Entry {}

  /**
   * The node was gone, or the broker, or both; until they ran again.
   *
   * @param node whether the node was
   */
  record Gone(Instant began, Instant ended, String what, boolean node) implements Entry {}
}
