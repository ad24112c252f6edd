package dev.tidemark.offline.join;

import java.util.List;

/**
 * Merges a spine with the events of a feature log, both sorted by key and time, so that each spine
 * row gets what is known at its T. Nothing here knows how the rows are stored or sorted. Memory
 * holds one key's events as far back as the bounded windows and the offsets of lifetime windows
 * reach, whatever the size of history or spine.
 */
public final class PointInTimeJoin {
  private final List<Question> questions;

  /**
   * @param questions what every spine row asks, all of one feature log
   */
  public PointInTimeJoin(List<Question> questions) {
    this.questions = List.copyOf(questions);
  }

  /**
   * Answers every row of the spine, in the order in which they come.
   *
   * @throws IllegalStateException when the rows of a key are not sorted by time
   */
  public void run(SpineRows spine, EventRows events, Answers answers) {
    KeyHistory history = new KeyHistory(questions);
    boolean left = events.next();
    while (spine.next()) {
      if (!spine.sameKey()) {
        history.forget();
      }
      if (!spine.nobodys()) {
        left = left && take(events, spine.time(), history);
      }
      answers.answer(spine.ordinal(), history.at(spine.time()));
    }
  }

  /** Takes what the spine row's key knows at its T, and leaves out what no row asks for. */
  private static boolean take(EventRows events, long time, KeyHistory history) {
    while (true) {
      int order = events.compareKey();
      if (order > 0 || (order == 0 && events.known() > time)) {
        return true;
      }
      if (order == 0) {
        history.add(events.event(), events.known());
      }
      if (!events.next()) {
        return false;
      }
    }
  }
}
