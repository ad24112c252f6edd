package dev.tidemark.cli.verify;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.Choice;
import dev.tidemark.offline.ExportOptions;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Features that are asked for together, of rows that have their keys, their request data and T.
 *
 * @param selection what the choice is in the deployment
 */
record Asked(Choice choice, Selection selection) {
  private static final Column TIME =
      new Column(ExportOptions.TIMESTAMP_COLUMN, ValueType.of(Scalar.TIMESTAMP));

  static Asked of(Choice choice, Deployment deployment) {
    return new Asked(choice, choice.in(deployment));
  }

  /** All features of a deployment: those of an entity together, and those of an on-demand view. */
  static List<Asked> everything(Deployment deployment) {
    Map<String, List<String>> together = new LinkedHashMap<>();
    for (FeatureView view : deployment.version().definitions().views()) {
      List<String> ofEntity =
          together.computeIfAbsent("entity " + view.entity(), entity -> new ArrayList<>());
      view.features().forEach(feature -> ofEntity.add(view.name() + ":" + feature.name()));
    }
    for (OnDemandFeatureView view : deployment.version().definitions().onDemandViews()) {
      together.put(
          "view " + view.name(),
          view.features().stream().map(feature -> view.name() + ":" + feature.name()).toList());
    }
    return together.values().stream().map(of -> of(Choice.features(of), deployment)).toList();
  }

  /** The columns of a row: keys, then what else is request data, then T. */
  List<Column> columns() {
    Set<Column> columns = new LinkedHashSet<>(selection.keys());
    columns.addAll(selection.request());
    columns.add(TIME);
    return List.copyOf(columns);
  }
}
