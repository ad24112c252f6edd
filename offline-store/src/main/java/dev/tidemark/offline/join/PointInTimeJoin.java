package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges the events of a feature log with the rows of a spine, both sorted by (key, time): at equal
 * time events before spine rows, and events in {@link Event#ORDER}. Keys need only stand together;
 * in which order they come does not matter. Memory holds one key's events as far back as the
 * bounded windows and the offsets of lifetime windows reach, whatever the size of history or spine.
 */
public final class PointInTimeJoin {
  private final KeyHistory history;
  private final Answers answers;
  private Object @Nullable [] key;
  private long time;

  /**
   * @param questions what every spine row asks, all of one feature log
   */
  public PointInTimeJoin(List<Question> questions, Answers answers) {
    this.history = new KeyHistory(List.copyOf(questions));
    this.answers = answers;
  }

  /**
   * The next row is an event.
   *
   * @param of the event's key, field by field, none null
   * @throws IllegalStateException when the rows are not in order
   */
  public void event(Object[] of, Event event) {
    move(of, event.eventTime());
    history.add(event);
  }

  /**
   * The next row is a spine row; its answer is given before this returns.
   *
   * @param of the spine row's key, field by field; a key with a null is no key's, not even another
   *     null's
   * @param at the row's T, microseconds since the epoch
   * @throws IllegalStateException when the rows are not in order
   */
  public void spineRow(@Nullable Object[] of, long at, long ordinal) {
    if (Arrays.asList(of).contains(null)) {
      leaveKey();
    } else {
      move(of, at);
    }
    answers.answer(ordinal, history.at(at));
  }

  private void leaveKey() {
    history.forget();
    key = null;
  }

  /** Field by field; byte arrays by their content. */
  private void move(@Nullable Object[] next, long at) {
    if (key == null || !Arrays.deepEquals(key, next)) {
      leaveKey();
      key = next;
    } else if (at < time) {
      throw new IllegalStateException("Cannot join rows that are not sorted by time: " + at);
    }
    time = at;
  }
}
