package dev.tidemark.model.feature;

import dev.tidemark.model.row.RowSchema;
import java.util.List;

/**
 * What has to be kept of a feature log so that all its views can be answered.
 *
 * @param schemas every schema that the log has had, the oldest first; the views speak of the last
 * @param views the views over the log
 */
public record LogPlan(List<RowSchema> schemas, List<View> views) {
  public LogPlan {
    schemas = List.copyOf(schemas);
    views = List.copyOf(views);
  }

  public RowSchema schema() {
    return schemas.get(schemas.size() - 1);
  }

  /** The distinct conditions of the views, in order: of each the newest row is kept. */
  public List<Integer> newestOf() {
    return views.stream().map(View::condition).distinct().sorted().toList();
  }
}
