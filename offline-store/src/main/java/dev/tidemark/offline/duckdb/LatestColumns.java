package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.View;
import dev.tidemark.offline.duckdb.HistoryBatches.Row;
import dev.tidemark.offline.join.KeyAtT;
import dev.tidemark.offline.join.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Latest features on their way to a table of answers: of each row only the events are noted that
 * have them, and of some rows at a time one column after the other is filled from those. For one
 * thread.
 */
final class LatestColumns {
  /** What the table takes at once is a whole number of times as many. */
  private static final int ROWS = TableAppender.VECTOR;

  private final TableAppender out;
  private final List<OfView> views;

  /** The row of the table that was noted first. */
  private int first;

  private int noted;

  /** What a view's event has: from columns of the log to columns of the table. */
  private record OfView(int question, List<@Nullable Row> events, List<Copy> copies) {}

  private record Copy(int from, int to) {}

  private LatestColumns(TableAppender out, List<OfView> views) {
    this.out = out;
    this.views = views;
  }

  /**
   * @param out whose present row is that which is noted; the answer to a question is in the column
   *     after its place
   */
  static LatestColumns of(List<Question> questions, TableAppender out) {
    Map<View, OfView> views = new LinkedHashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      if (question.feature() instanceof Feature.Latest latest) {
        int first = i;
        views
            .computeIfAbsent(
                question.view(),
                view -> new OfView(first, new ArrayList<>(ROWS), new ArrayList<>()))
            .copies
            .add(new Copy(latest.column(), i + 1));
      }
    }
    return new LatestColumns(out, List.copyOf(views.values()));
  }

  /** Notes what the present row gets; null for nothing. */
  void note(@Nullable KeyAtT key) {
    if (noted == 0) {
      first = out.row();
    }
    for (OfView view : views) {
      view.events.add(key == null ? null : (Row) key.latest(view.question));
    }
    if (++noted == ROWS) {
      fill();
    }
  }

  /** Fills the rows that were noted, before the table takes them. */
  void fill() {
    for (OfView view : views) {
      for (Copy copy : view.copies) {
        out.fill(copy.to, first, view.events, copy.from);
      }
      view.events.clear();
    }
    noted = 0;
  }
}
