package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.Feature.Latest;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.state.LogState;
import java.util.List;

/**
 * A selection, resolved against what can be read: which keys, of each which logs, of each which
 * views, of each which features, and where in the answer they go.
 *
 * @param types of the answer's columns
 * @param reasons why some columns have no place in {@code entities}
 */
record RequestPlan(List<ValueType> types, List<OfEntity> entities, List<String> reasons) {

  /** What is asked about the keys in some columns of the request. */
  record OfEntity(Serving.Source source, String entity, List<String> keyNames, List<OfLog> logs) {}

  /** What is asked of a log. */
  record OfLog(String topic, LogState log, List<OfView> views) {

    /** Where in the head the newest rows are that the views need. */
    List<Integer> newest() {
      return views.stream().map(OfView::newest).distinct().toList();
    }
  }

  /**
   * What is asked of a view.
   *
   * @param alias the name under which it appears
   * @param newest where the view's newest row is in the head
   */
  record OfView(
      View view,
      String alias,
      int newest,
      List<Target<Latest>> latest,
      List<Target<Window>> windows) {}

  /** A feature and its place in the answer. */
  record Target<F extends Feature>(F feature, int column) {}
}
