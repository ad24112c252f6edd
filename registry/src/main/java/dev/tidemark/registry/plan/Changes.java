package dev.tidemark.registry.plan;

import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What differs between definitions, object by object: what is wanted in its order, then what goes.
 */
final class Changes {
  private final List<Change> changes = new ArrayList<>();

  private Changes() {}

  static List<Change> between(ByName from, ByName to) {
    Changes all = new Changes();
    all.objects("entity", from.entities(), to.entities(), Fields::of);
    all.objects("source", from.sources(), to.sources(), Fields::of);
    each(from.views(), to.views(), all::view);
    each(from.onDemand(), to.onDemand(), all::onDemand);
    all.objects("feature service", from.services(), to.services(), Fields::of);
    return all.changes;
  }

  private interface Pair<T> {
    /** Two versions of an object, of which one may be missing. */
    void accept(String name, @Nullable T before, @Nullable T after);
  }

  private static <T> void each(Map<String, T> from, Map<String, T> to, Pair<T> pair) {
    Set<String> names = new LinkedHashSet<>(to.keySet());
    names.addAll(from.keySet());
    for (String name : names) {
      T before = from.get(name);
      T after = to.get(name);
      if (before == null || !before.equals(after)) {
        pair.accept(name, before, after);
      }
    }
  }

  private <T> void objects(
      String kind, Map<String, T> from, Map<String, T> to, Function<T, Map<String, String>> of) {
    each(
        from,
        to,
        (name, before, after) -> object(kind, name, fields(before, of), fields(after, of)));
  }

  private static <T> @Nullable Map<String, String> fields(
      @Nullable T object, Function<T, Map<String, String>> of) {
    return object == null ? null : of.apply(object);
  }

  private void view(String name, @Nullable FeatureView before, @Nullable FeatureView after) {
    object("feature view", name, fields(before, Fields::of), fields(after, Fields::of));
    features(
        name,
        before == null
            ? Map.of()
            : features(before.features(), FeatureDefinition::name, Fields::of),
        after == null ? Map.of() : features(after.features(), FeatureDefinition::name, Fields::of));
  }

  private void onDemand(
      String name, @Nullable OnDemandFeatureView before, @Nullable OnDemandFeatureView after) {
    object("on-demand feature view", name, fields(before, Fields::of), fields(after, Fields::of));
    Function<OnDemandFeatureView.Feature, String> names = OnDemandFeatureView.Feature::name;
    features(
        name,
        before == null ? Map.of() : features(before.features(), names, Fields::of),
        after == null ? Map.of() : features(after.features(), names, Fields::of));
  }

  private static <T> Map<String, Map<String, String>> features(
      List<T> features, Function<T, String> name, Function<T, Map<String, String>> of) {
    Map<String, Map<String, String>> fields = new LinkedHashMap<>();
    features.forEach(feature -> fields.put(name.apply(feature), of.apply(feature)));
    return fields;
  }

  private void object(
      String kind,
      String name,
      @Nullable Map<String, String> before,
      @Nullable Map<String, String> after) {
    if (after == null) {
      changes.add(new Change(Action.REMOVE, kind, name, List.of()));
    } else {
      Action action = before == null ? Action.ADD : Action.CHANGE;
      Map<String, String> old = before == null ? Map.of() : before;
      changes.add(new Change(action, kind, name, Field.differences(old, after)));
    }
  }

  private void features(
      String view, Map<String, Map<String, String>> from, Map<String, Map<String, String>> to) {
    Field.order(from.keySet(), to.keySet()).ifPresent(this::reordered);
    each(
        from,
        to,
        (name, before, after) ->
            object(Change.FEATURE, new Reference(view, name).toString(), before, after));
  }

  /** The order of its features is a field of the view, which stands last. */
  private void reordered(Field order) {
    Change view = changes.removeLast();
    List<Field> fields = new ArrayList<>(view.fields());
    fields.add(new Field("order of features", order.before(), order.after()));
    changes.add(new Change(view.action(), view.kind(), view.name(), fields));
  }
}
