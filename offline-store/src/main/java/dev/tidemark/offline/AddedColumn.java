package dev.tidemark.offline;

import dev.tidemark.registry.deployment.Computation;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import dev.tidemark.registry.deployment.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A column that a training set adds to its spine.
 *
 * @param name in the file
 * @param id by which its values are known while the training set is made
 * @param horizon how long after T its value is; zero but for a label
 */
record AddedColumn(Selected feature, String name, String id, Duration horizon) {

  /** The columns of a selection, in its order. */
  static List<AddedColumn> of(Selection selection, boolean fullNames) {
    List<String> names = selection.names(fullNames);
    Computation computation = selection.computation();
    List<AddedColumn> columns = new ArrayList<>();
    for (Selected feature : selection.features()) {
      int place = columns.size();
      String id =
          switch (feature) {
            case Stored stored -> stored(computation.asked().get(place));
            case OnDemand computed -> computed(place - computation.asked().size());
          };
      columns.add(new AddedColumn(feature, names.get(place), id, Duration.ZERO));
    }
    return columns;
  }

  /** The id of a stored feature, also of one that is no column, by its place in the computation. */
  static String stored(int place) {
    return "s" + place;
  }

  /** The id of an on-demand feature by its place in the computation. */
  static String computed(int place) {
    return "d" + place;
  }

  /** The id of a label by its place among them. */
  static String label(int place) {
    return "l" + place;
  }
}
