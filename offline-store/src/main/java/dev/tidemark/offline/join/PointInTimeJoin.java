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

  /** Answers every row of the spine, in the order in which they come. */
  public void run(SpineRows spine, EventRows events, Answers answers) {
    KeyHistory history = new KeyHistory(questions);
    while (spine.next()) {
      boolean somebodys = !spine.nobodys();
      if (!spine.sameKey()) {
        history.forget();
        if (somebodys) {
          events.seek();
        }
      }
      if (somebodys) {
        events.upTo(spine.time(), history);
      }
      history.reach(spine.time());
      answers.answer(spine.ordinal(), history);
    }
  }
}
