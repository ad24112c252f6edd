package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.offline.join.Question;
import java.util.List;

/**
 * Times from one to another, both within, microseconds since the epoch.
 *
 * @param from {@link Long#MIN_VALUE} for no bound
 */
record TimeRange(long from, long to) {

  /** Which events any of these times can see in what is asked. */
  TimeRange seenBy(List<Question> questions) {
    long reach = 0;
    for (Question question : questions) {
      long own =
          switch (question.feature()) {
            case Feature.Latest _ ->
                question.view().ttl() > 0 ? question.view().ttl() : Long.MAX_VALUE;
            case Feature.Window window -> window.depth();
          };
      reach = Math.max(reach, own);
    }
    boolean bounded = reach < Long.MAX_VALUE && from > Long.MIN_VALUE + reach;
    return new TimeRange(bounded ? from - reach : Long.MIN_VALUE, to);
  }

  TimeRange shifted(long by) {
    return new TimeRange(from + by, to + by);
  }

  /** The condition on a column of times. */
  String holds(String column) {
    String until = "%s <= make_timestamptz(%d)".formatted(column, to);
    return from == Long.MIN_VALUE
        ? until
        : until + " AND %s >= make_timestamptz(%d)".formatted(column, from);
  }
}
