package dev.tidemark.registry.plan;

import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which features would give other values for the same events, and who is given them. */
final class Meanings {
  private final ByName from;
  private final ByName to;
  private final Users usersBefore;
  private final Users users;

  /** Why each feature changes its meaning. */
  private final Map<Reference, String> reasons = new LinkedHashMap<>();

  private Meanings(ByName from, ByName to, Users usersBefore, Users users) {
    this.from = from;
    this.to = to;
    this.usersBefore = usersBefore;
    this.users = users;
  }

  static List<Consequence> of(ByName from, ByName to, Users usersBefore, Users users) {
    Meanings meanings = new Meanings(from, to, usersBefore, users);
    meanings.views();
    meanings.onDemand();
    meanings.through();
    List<Consequence> all = new ArrayList<>();
    all.addAll(SourceMeanings.of(from, to));
    meanings.services(all);
    meanings.unserved(all);
    return all;
  }

  private void views() {
    Aspects before = new Aspects(from);
    Aspects after = new Aspects(to);
    for (FeatureView view : to.views().values()) {
      FeatureView old = from.views().get(view.name());
      if (old == null || (old.equals(view) && sameSource(view.source()))) {
        continue;
      }
      Map<String, FeatureDefinition> known = ByName.index(old.features(), FeatureDefinition::name);
      for (FeatureDefinition feature : view.features()) {
        FeatureDefinition was = known.get(feature.name());
        if (was != null) {
          because(
              new Reference(view.name(), feature.name()),
              Field.differences(before.of(old, was), after.of(view, feature)));
        }
      }
    }
  }

  private boolean sameSource(String source) {
    Source now = to.sources().get(source);
    return now != null && now.equals(from.sources().get(source));
  }

  private void because(Reference feature, List<Field> differences) {
    String reason =
        differences.stream()
            .filter(Aspects::tells)
            .map(field -> field.name() + " " + field.change())
            .collect(Collectors.joining("; "));
    if (!reason.isEmpty()) {
      reasons.put(feature, reason);
    }
  }

  private void onDemand() {
    for (OnDemandFeatureView view : to.onDemand().values()) {
      OnDemandFeatureView old = from.onDemand().get(view.name());
      if (old == null) {
        continue;
      }
      Map<String, OnDemandFeatureView.Feature> known =
          ByName.index(old.features(), OnDemandFeatureView.Feature::name);
      for (OnDemandFeatureView.Feature feature : view.features()) {
        OnDemandFeatureView.Feature was = known.get(feature.name());
        if (was != null && !was.expression().strip().equals(feature.expression().strip())) {
          because(
              new Reference(view.name(), feature.name()),
              Field.differences(
                  Map.of("expression", was.expression()),
                  Map.of("expression", feature.expression())));
        }
      }
    }
  }

  /** On-demand features change with the features that their expressions use. */
  private void through() {
    Deque<Reference> open = new ArrayDeque<>(reasons.keySet());
    while (!open.isEmpty()) {
      Reference changed = open.removeFirst();
      for (Reference user : users.derivedFrom(changed)) {
        if (from.has(user) && reasons.putIfAbsent(user, "its input " + changed) == null) {
          open.add(user);
        }
      }
    }
  }

  /** Told to who was given a feature and still is. */
  private void services(List<Consequence> to) {
    for (FeatureService service : this.to.services().values()) {
      String object = "feature service " + service.name();
      moved(service, object, to);
      for (FeatureService.Part part : service.features()) {
        List<String> known =
            ServiceShape.features(part, this.to).stream()
                .filter(feature ->
                    usersBefore
                        .servicesWith(new Reference(part.view(), feature))
                        .contains(service.name()))
                .toList();
        groups(part.view(), known)
            .forEach((reason, features) -> {
              String text = "%s: %s".formatted(object, changes(part.view(), features, reason));
              to.add(new Consequence(Consequence.Kind.MEANING, object, text));
            });
      }
    }
  }

  /** A name in a service may come to stand for another view. */
  private void moved(FeatureService service, String object, List<Consequence> to) {
    FeatureService old = from.services().get(service.name());
    if (old == null || old.equals(service)) {
      return;
    }
    Map<String, ServiceShape.Part> was = ServiceShape.of(old, from).parts();
    ServiceShape.of(service, this.to)
        .parts()
        .forEach((alias, part) -> {
          ServiceShape.Part before = was.get(alias);
          if (before != null && !before.view().equals(part.view())) {
            String text =
                "%s: %s changes meaning (view %s → %s)"
                    .formatted(object, alias, before.view(), part.view());
            to.add(new Consequence(Consequence.Kind.MEANING, object, text));
          }
        });
  }

  private void unserved(List<Consequence> to) {
    Map<String, List<String>> views = new LinkedHashMap<>();
    for (Reference feature : reasons.keySet()) {
      if (usersBefore.servicesWith(feature).isEmpty()) {
        views.computeIfAbsent(feature.view(), view -> new ArrayList<>()).add(feature.feature());
      }
    }
    views.forEach((view, features) ->
        groups(view, features)
            .forEach((reason, group) ->
                to.add(
                    new Consequence(
                        Consequence.Kind.MEANING,
                        this.to.describe(view),
                        changes(view, group, reason) + "; no feature service gives it"))));
  }

  /** Those of a view's features that change, by why they do. */
  private Map<String, List<String>> groups(String view, List<String> features) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String feature : features) {
      String reason = reasons.get(new Reference(view, feature));
      if (reason != null) {
        groups.computeIfAbsent(reason, r -> new ArrayList<>()).add(feature);
      }
    }
    return groups;
  }

  private String changes(String view, List<String> features, String reason) {
    Set<String> all = to.featuresOf(view).keySet();
    if (features.size() == 1) {
      return "%s:%s changes meaning (%s)".formatted(view, features.getFirst(), reason);
    }
    return features.size() == all.size()
        ? "all features of %s change meaning (%s)".formatted(view, reason)
        : features.stream().map(f -> view + ":" + f).collect(Collectors.joining(", "))
            + " change meaning (%s)".formatted(reason);
  }
}
