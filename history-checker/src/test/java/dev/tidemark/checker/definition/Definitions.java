package dev.tidemark.checker.definition;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A version of the definitions.
 *
 * @param number 1 for the first version, then one more each
 */
public record Definitions(int number, List<Source> sources, List<View> views) {
  public static final String SERVICE = "everything";

  public Definitions {
    sources = List.copyOf(sources);
    views = List.copyOf(views);
  }

  /** The feature logs that there are. */
  public List<Log> logs() {
    return views.stream().map(View::log).distinct().toList();
  }

  public Source source(String name) {
    return sources.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  public View view(String name) {
    return views.stream().filter(v -> v.name().equals(name)).findFirst().orElse(null);
  }

  /** The columns that rows of a log hold: those that its views' features read. */
  public Set<Column> columns(Log log) {
    Set<Column> columns = EnumSet.noneOf(Column.class);
    features(log).map(Feature::input).filter(input -> input != null).forEach(columns::add);
    return columns;
  }

  /** The conditions that rows of a log tell of: those that its views and their features ask. */
  public Set<Conditions> conditions(Log log) {
    Set<Conditions> conditions = new HashSet<>(Set.of(Conditions.NONE));
    for (View view : of(log)) {
      conditions.add(view.conditions());
      view.features().forEach(feature -> conditions.add(view.conditions(feature)));
    }
    return conditions;
  }

  private List<View> of(Log log) {
    return views.stream().filter(view -> view.log().equals(log)).toList();
  }

  private Stream<Feature> features(Log log) {
    return of(log).stream().flatMap(view -> view.features().stream());
  }

  public String yaml() {
    StringBuilder yaml = new StringBuilder();
    for (Entity entity : Entity.values()) {
      String keys =
          entity.keys().stream()
              .map(key -> "{name: %s, type: %s}".formatted(key.text(), key.type()))
              .collect(Collectors.joining(", "));
      yaml.append("---\nkind: Entity\nname: %s\nkeys: [%s]\n".formatted(entity.text(), keys));
    }
    sources.forEach(source -> yaml.append(source.yaml(number)));
    views.forEach(view -> yaml.append(view.yaml()));
    String names = views.stream().map(View::name).collect(Collectors.joining(", "));
    return yaml.append(
            "---\nkind: FeatureService\nname: %s\nfeatures: [%s]\n".formatted(SERVICE, names))
        .toString();
  }
}
