package dev.tidemark.model.feature;

import dev.tidemark.model.feature.Feature.Input;
import dev.tidemark.model.feature.Feature.Window;
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

  /** The distinct inputs of lifetime windows: of each a total is kept. */
  public List<Input> lifetimes() {
    return windows().stream().filter(Window::lifetime).map(Window::window).distinct().toList();
  }

  /** The length of the longest bounded window in microseconds: so long are events kept; or 0. */
  public long retention() {
    return windows().stream().filter(w -> !w.lifetime()).mapToLong(Window::length).max().orElse(0);
  }

  private List<Window> windows() {
    return views.stream()
        .flatMap(v -> v.features().stream())
        .filter(Window.class::isInstance)
        .map(Window.class::cast)
        .toList();
  }
}
