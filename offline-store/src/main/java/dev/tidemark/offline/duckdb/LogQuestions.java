package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.View;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.offline.join.Question;
import dev.tidemark.registry.deployment.FeatureLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a training set asks of one feature log by the same spine columns.
 *
 * @param files of the history, on this machine
 * @param keyNames the spine's columns that hold the entity's key, in the order of its fields
 * @param names by which the answers are known, different for all logs
 * @param questions one for each name
 * @param shift what is added to each spine row's T, in microseconds: for labels from the future
 * @param byArrival whether an event counts only from its arrival on
 */
public record LogQuestions(
    FeatureLog log,
    HistorySnapshot history,
    List<Path> files,
    List<String> keyNames,
    List<String> names,
    List<Question> questions,
    long shift,
    boolean byArrival) {
  public LogQuestions {
    files = List.copyOf(files);
    keyNames = List.copyOf(keyNames);
    names = List.copyOf(names);
    questions = List.copyOf(questions);
  }

  /** The spine's key columns with the types of the entity's key. */
  public List<Column> keys() {
    List<Column> fields = log.entity().keys();
    List<Column> keys = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      keys.add(new Column(keyNames.get(i), fields.get(i).type()));
    }
    return keys;
  }

  /** The same, by arrival or by event time alone. */
  LogQuestions by(boolean arrival) {
    return new LogQuestions(log, history, files, keyNames, names, questions, shift, arrival);
  }

  /** The message's name of a question: {@code view:feature}. */
  static String reference(Question question) {
    View view = question.view();
    return view.name() + ":" + question.feature().name();
  }
}
