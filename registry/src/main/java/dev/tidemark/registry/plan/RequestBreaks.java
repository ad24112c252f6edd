package dev.tidemark.registry.plan;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.FeatureService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What makes requests fail, or answer with something of another name or type. */
final class RequestBreaks {
  private final ByName from;
  private final ByName to;
  private final Users usersBefore;
  private final Needs needs;
  private final List<Breaking> found = new ArrayList<>();

  /** The features that are gone, and the services that stay and gave them. */
  private final Map<Reference, Set<String>> missed = new HashMap<>();

  RequestBreaks(ByName from, ByName to, Users usersBefore, Needs needs) {
    this.from = from;
    this.to = to;
    this.usersBefore = usersBefore;
    this.needs = needs;
  }

  List<Breaking> find() {
    from.services().values().forEach(this::service);
    List<Breaking> all = new ArrayList<>();
    for (Map<String, ?> views : List.of(from.views(), from.onDemand())) {
      views.keySet().forEach(view -> retyped(view, all));
      views.keySet().forEach(view -> removed(view, all));
    }
    all.addAll(found);
    return all;
  }

  private void service(FeatureService service) {
    FeatureService now = to.services().get(service.name());
    String name = "feature service " + service.name();
    if (now == null) {
      add(name + " is removed", "requests for it fail");
    } else {
      service(service.name(), ServiceShape.of(service, from), ServiceShape.of(now, to));
    }
  }

  private void add(String what, String why) {
    found.add(new Breaking(what, why, List.of()));
  }

  private void retyped(String view, List<Breaking> all) {
    Map<String, ValueType> now = to.featuresOf(view);
    from.featuresOf(view)
        .forEach((feature, type) -> {
          ValueType other = now.get(feature);
          if (other != null && !other.equals(type)) {
            Reference changed = new Reference(view, feature);
            all.add(
                new Breaking(
                    "feature %s: %s → %s".formatted(changed, type, other),
                    "who asks for it gets another type",
                    usersBefore.of(List.of(changed))));
          }
        });
  }

  /** Features that are gone are told once, with the services that lack them. */
  private void removed(String view, List<Breaking> all) {
    List<Reference> gone =
        from.featuresOf(view).keySet().stream()
            .map(feature -> new Reference(view, feature))
            .filter(missed::containsKey)
            .toList();
    if (to.hasView(view)) {
      gone.forEach(f -> all.add(missing("feature %s is removed".formatted(f), List.of(f))));
    } else if (!gone.isEmpty()) {
      all.add(missing("%s is removed".formatted(from.describe(view)), gone));
    }
  }

  private Breaking missing(String what, List<Reference> gone) {
    Set<String> users = new LinkedHashSet<>();
    for (Reference feature : gone) {
      usersBefore.derivedFrom(feature).forEach(user -> users.add(from.describe(user.view())));
    }
    gone.forEach(feature -> users.addAll(missed.getOrDefault(feature, Set.of())));
    return new Breaking(what, "requests for the services that give it lack it", List.copyOf(users));
  }

  private void service(String name, ServiceShape was, ServiceShape now) {
    String service = "feature service " + name;
    int before = found.size();
    Set<String> told = new HashSet<>();
    was.parts()
        .forEach((alias, part) -> {
          ServiceShape.Part other = now.parts().get(alias);
          lost(service, alias, part, other == null ? List.of() : other.features());
          if (other != null) {
            swapped(service, alias, part, other);
            if (remapped(part.keys(), other.keys())) {
              told.addAll(other.columns());
              add(
                  "%s: %s is looked up by %s instead of %s"
                      .formatted(
                          service,
                          alias,
                          String.join(", ", other.columns()),
                          String.join(", ", part.columns())),
                  "requests bring the old columns");
            }
          }
        });
    needs(service, needs.before(name), needs.after(name), told);
    Set<String> unknown = needs.unknown(name);
    if (found.size() == before && !unknown.isEmpty()) {
      add(
          "%s no longer knows %s".formatted(service, String.join(", ", unknown)),
          "requests that bring it are refused");
    }
  }

  /** Whether keys that both have stand for other columns; other keys are another entity's. */
  private static boolean remapped(Map<String, Column> was, Map<String, Column> now) {
    return was.entrySet().stream()
        .anyMatch(key -> {
          Column column = now.get(key.getKey());
          return column != null && !column.name().equals(key.getValue().name());
        });
  }

  /** What the service leaves out although it is still there. */
  private void lost(String service, String alias, ServiceShape.Part part, List<String> now) {
    Set<String> kept = new HashSet<>(now);
    List<String> lost = new ArrayList<>();
    for (String feature : part.features()) {
      Reference reference = new Reference(part.view(), feature);
      if (kept.contains(feature)) {
        continue;
      }
      if (to.has(reference)) {
        lost.add(alias + ":" + feature);
      } else {
        missed.computeIfAbsent(reference, f -> new LinkedHashSet<>()).add(service);
      }
    }
    if (!lost.isEmpty()) {
      add(
          service + " no longer gives " + String.join(", ", lost),
          "requests for it and training sets from it lack that");
    }
  }

  /** The name under which a view appears may come to stand for another view. */
  private void swapped(
      String service, String alias, ServiceShape.Part part, ServiceShape.Part other) {
    if (part.view().equals(other.view())) {
      return;
    }
    Map<String, ValueType> types = to.featuresOf(other.view());
    List<String> differ =
        part.features().stream()
            .filter(other.features()::contains)
            .filter(f -> !Objects.equals(from.featuresOf(part.view()).get(f), types.get(f)))
            .toList();
    if (!differ.isEmpty()) {
      add(
          "%s: %s is %s instead of %s, and %s has another type"
              .formatted(service, alias, other.view(), part.view(), String.join(", ", differ)),
          "who asks for it gets another type");
    }
  }

  private void needs(
      String service, Map<String, ValueType> was, Map<String, ValueType> now, Set<String> told) {
    List<String> added =
        now.keySet().stream().filter(c -> !was.containsKey(c) && !told.contains(c)).toList();
    if (!added.isEmpty()) {
      add(
          "%s needs %s in requests".formatted(service, String.join(", ", added)),
          "requests that worked do not bring it");
    }
    was.forEach((name, type) -> {
      ValueType other = now.get(name);
      if (other != null && !other.equals(type)) {
        add(
            "%s: request column %s: %s → %s".formatted(service, name, type, other),
            "requests bring the old type");
      }
    });
  }
}
