package dev.tidemark.registry.plan;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.FeatureService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What makes requests fail, or answer with something of another name or type. */
final class RequestBreaks {
  private final ByName from;
  private final ByName to;
  private final Users usersBefore;
  private final List<Breaking> found = new ArrayList<>();

  RequestBreaks(ByName from, ByName to, Users usersBefore) {
    this.from = from;
    this.to = to;
    this.usersBefore = usersBefore;
  }

  List<Breaking> find() {
    from.views().keySet().forEach(this::view);
    from.onDemand().keySet().forEach(this::view);
    for (FeatureService service : from.services().values()) {
      FeatureService now = to.services().get(service.name());
      if (now == null) {
        add("feature service %s is removed".formatted(service.name()), "requests for it fail");
      } else {
        service(
            "feature service " + service.name(),
            ServiceShape.of(service, from),
            ServiceShape.of(now, to));
      }
    }
    return found;
  }

  private void add(String what, String why) {
    found.add(new Breaking(what, why, List.of()));
  }

  /** A view that goes or loses features breaks the services that stay and gave them. */
  private void view(String view) {
    Map<String, ValueType> now = to.featuresOf(view);
    List<String> gone = new ArrayList<>();
    from.featuresOf(view)
        .forEach((feature, type) -> {
          ValueType other = now.get(feature);
          if (other == null) {
            gone.add(feature);
          } else if (!other.equals(type)) {
            found.add(
                new Breaking(
                    "feature %s:%s: %s → %s".formatted(view, feature, type, other),
                    "who asks for it gets another type",
                    usersBefore.of(List.of(new Reference(view, feature)))));
          }
        });
    if (to.hasView(view)) {
      gone.forEach(f -> removed("feature %s:%s is removed".formatted(view, f), view, List.of(f)));
    } else {
      removed("%s is removed".formatted(from.describe(view)), view, gone);
    }
  }

  private void removed(String what, String view, List<String> features) {
    List<Reference> gone = features.stream().map(f -> new Reference(view, f)).toList();
    boolean missed =
        gone.stream()
            .flatMap(feature -> usersBefore.servicesWith(feature).stream())
            .anyMatch(to.services()::containsKey);
    if (missed) {
      found.add(
          new Breaking(
              what, "requests for the services that give it lack it", usersBefore.of(gone)));
    }
  }

  private void service(String service, ServiceShape was, ServiceShape now) {
    int before = found.size();
    Set<String> told = new HashSet<>();
    was.parts()
        .forEach((alias, part) -> {
          ServiceShape.Part other = now.parts().get(alias);
          lost(service, alias, part, other == null ? List.of() : other.features());
          if (other != null) {
            retyped(service, alias, part, other);
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
    needs(service, was.needed(), now.needed(), told);
    if (found.size() == before) {
      unknown(service, was, now);
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
    List<String> lost =
        part.features().stream()
            .filter(feature -> !kept.contains(feature))
            .filter(feature -> to.has(new Reference(part.view(), feature)))
            .toList();
    if (!lost.isEmpty()) {
      add(
          service
              + " no longer gives "
              + lost.stream().map(f -> alias + ":" + f).collect(Collectors.joining(", ")),
          "requests for it and training sets from it lack that");
    }
  }

  /** The name under which a view appears may come to stand for another view. */
  private void retyped(
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

  /** A lookup refuses a column that is neither needed nor the key of any entity. */
  private void unknown(String service, ServiceShape was, ServiceShape now) {
    Set<String> unknown = new LinkedHashSet<>(was.needed().keySet());
    unknown.removeAll(now.needed().keySet());
    to.entities()
        .values()
        .forEach(entity -> entity.keys().stream().map(Column::name).forEach(unknown::remove));
    if (!unknown.isEmpty()) {
      add(
          "%s no longer knows %s".formatted(service, String.join(", ", unknown)),
          "requests that bring it are refused");
    }
  }
}
