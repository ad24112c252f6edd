package dev.tidemark.offline.join;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.FeatureValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All that a feature log has of one key.
 *
 * @param key its fields
 * @param records in the order of the log
 */
public record KeyRecords(List<Object> key, List<KeyRecord> records) {
  public KeyRecords {
    key = List.copyOf(key);
    records = List.copyOf(records);
  }

  /** The events of which the first records of the log say that they are there. */
  public List<Event> events(int first) {
    long deletedBefore = Long.MIN_VALUE;
    List<Event> there = new ArrayList<>();
    for (KeyRecord record : records.subList(0, first)) {
      Event event = record.event();
      if (record.deletes()) {
        deletedBefore = Math.max(deletedBefore, event.eventTime());
        there.clear();
      } else if (event.eventTime() >= deletedBefore) {
        there.add(event);
      }
    }
    there.sort(Event.ORDER);
    return there;
  }

  /**
   * What the first records of the log say at T.
   *
   * @return an answer for each question
   */
  public List<FeatureValue> answers(List<Question> questions, long time, int first) {
    KeyHistory history = new KeyHistory(questions);
    for (Event event : events(first)) {
      if (event.eventTime() <= time) {
        history.take(event, event.eventTime());
      }
    }
    history.reach(time);
    return IntStream.range(0, questions.size()).mapToObj(history::value).toList();
  }
}
