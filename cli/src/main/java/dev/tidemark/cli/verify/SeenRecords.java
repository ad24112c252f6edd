package dev.tidemark.cli.verify;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.offline.join.KeyRecord;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.offline.join.Question;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The records of a key, of which a lookup may have seen the first ones alone. */
final class SeenRecords {
  private final KeyRecords records;
  private final long time;
  private final List<Question> questions = new ArrayList<>();

  /** How many it may have seen, the likeliest number first. */
  private final List<Integer> possible;

  private int seen = -1;
  private List<FeatureValue> answers = List.of();

  /**
   * @param before for each partition the offset up to which every lookup has seen the log
   */
  SeenRecords(KeyRecords records, Map<Integer, Long> before, Answered answered) {
    this.records = records;
    this.time = answered.row().time();
    int first = 0;
    int likely = 0;
    for (KeyRecord record : records.records()) {
      first += record.event().position() < before.getOrDefault(record.partition(), 0L) ? 1 : 0;
      likely += record.arrivalTime() <= answered.when() ? 1 : 0;
    }
    int arrived = likely;
    possible =
        IntStream.rangeClosed(first, records.records().size())
            .boxed()
            .sorted(Comparator.comparingInt(count -> Math.abs(count - arrived)))
            .toList();
  }

  void ask(Question question) {
    if (!questions.contains(question)) {
      questions.add(question);
    }
  }

  int moments() {
    return possible.size();
  }

  /** Goes to a moment. */
  void see(int moment) {
    if (seen != possible.get(moment)) {
      seen = possible.get(moment);
      answers = records.answers(questions, time, seen);
    }
  }

  /** Whether this is what the history has by now. */
  boolean all() {
    return seen == records.records().size();
  }

  FeatureValue answer(Question question) {
    return answers.get(questions.indexOf(question));
  }
}
