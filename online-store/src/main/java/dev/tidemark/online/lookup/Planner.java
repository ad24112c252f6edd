package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.Feature.Latest;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.lookup.RequestPlan.OfEntity;
import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.online.lookup.RequestPlan.OfView;
import dev.tidemark.online.lookup.RequestPlan.Target;
import dev.tidemark.online.state.LogState;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the plan of one request. */
final class Planner {
  private final Serving serving;
  private final List<ValueType> types = new ArrayList<>();
  private final Set<String> reasons = new LinkedHashSet<>();

  /** The targets of each join that can be answered, in the order of the selection. */
  private final Map<Join, Targets> targets = new LinkedHashMap<>();

  private record Targets(List<Target<Latest>> latest, List<Target<Window>> windows) {
    void add(Feature feature, int column) {
      switch (feature) {
        case Latest of -> latest.add(new Target<>(of, column));
        case Window of -> windows.add(new Target<>(of, column));
      }
    }
  }

  private Planner(Serving serving) {
    this.serving = serving;
  }

  /** The plan for reading features; they are the columns of its answer. */
  static RequestPlan plan(Serving serving, List<Stored> features) {
    Planner planner = new Planner(serving);
    features.forEach(planner::add);
    return new RequestPlan(planner.types, planner.entities(), List.copyOf(planner.reasons));
  }

  private void add(Stored selected) {
    int column = types.size();
    types.add(selected.feature().type());
    Feature feature = answering(selected);
    if (feature != null) {
      types.set(column, feature.type());
      targets
          .computeIfAbsent(
              selected.join(), join -> new Targets(new ArrayList<>(), new ArrayList<>()))
          .add(feature, column);
    }
  }

  /** The feature as the state knows it, or null with a reason. */
  private @Nullable Feature answering(Stored selected) {
    String entity = selected.join().log().entity().name();
    String view = selected.join().view().name();
    Serving.Source source = serving.entities().get(entity);
    if (source == null) {
      reasons.add(
          "Cannot answer %s: the state of entity %s is not ready; GET /api/v1/status shows its job"
              .formatted(view, entity));
      return null;
    }
    Join join = source.views().get(view);
    Feature feature =
        join == null || !source.keys().equals(selected.join().log().entity().keys())
            ? null
            : join.view().feature(selected.feature().name()).orElse(null);
    if (feature == null) {
      reasons.add(
          "Cannot answer %s:%s yet: its job is still reading the log"
              .formatted(view, selected.feature().name()));
    }
    return feature;
  }

  private Serving.Source source(Join join) {
    Serving.Source source = serving.entities().get(join.log().entity().name());
    if (source == null) {
      throw new IllegalStateException("Unplanned entity " + join.log().entity().name());
    }
    return source;
  }

  private Join known(Join join) {
    Join known = source(join).views().get(join.view().name());
    if (known == null) {
      throw new IllegalStateException("Unplanned view " + join.view().name());
    }
    return known;
  }

  private String topic(Join join) {
    return known(join).log().topic();
  }

  private LogState log(Join join) {
    LogState log = source(join).logs().get(topic(join));
    if (log == null) {
      throw new IllegalStateException("Unplanned log " + topic(join));
    }
    return log;
  }

  /** A key's columns in the request. */
  private record KeyColumns(String entity, List<String> names) {}

  private List<OfEntity> entities() {
    Map<KeyColumns, Map<String, OfLog>> grouped = new LinkedHashMap<>();
    targets.forEach((join, features) ->
        grouped
            .computeIfAbsent(
                new KeyColumns(join.log().entity().name(), join.keyNames()),
                key -> new LinkedHashMap<>())
            .computeIfAbsent(topic(join), of -> new OfLog(of, log(join), new ArrayList<>()))
            .views()
            .add(view(join, features)));
    List<OfEntity> entities = new ArrayList<>();
    grouped.forEach((key, logs) -> {
      Serving.Source source = serving.entities().get(key.entity());
      if (source != null) {
        entities.add(new OfEntity(source, key.entity(), key.names(), List.copyOf(logs.values())));
      }
    });
    return entities;
  }

  private OfView view(Join join, Targets features) {
    View view = known(join).view();
    int newest = log(join).layout().newestIndex(view.condition());
    return new OfView(view, join.alias(), newest, features.latest(), features.windows());
  }
}
