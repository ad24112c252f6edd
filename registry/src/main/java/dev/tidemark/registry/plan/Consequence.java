package dev.tidemark.registry.plan;

import java.util.Locale;

/**
 * Something that follows from a change.
 *
 * @param object whom it concerns: {@code feature view page_activity}
 * @param text a sentence for people, without a full stop
 */
public record Consequence(Kind kind, String object, String text) {

  /** What is affected, in the order in which plans show it. */
  public enum Kind {
    TOPICS("Topics"),
    BACKFILL("Backfill"),
    STATE("State"),
    MEANING("Change of meaning"),
    REMOVED("Removed");

    private final String heading;

    Kind(String heading) {
      this.heading = heading;
    }

    String heading() {
      return heading;
    }

    /** As in the document: {@code topics}. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
