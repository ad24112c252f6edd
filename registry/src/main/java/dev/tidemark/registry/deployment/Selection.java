package dev.tidemark.registry.deployment;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.type.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Features that a request asks for, in its order. */
public record Selection(List<Selected> features) {
  public Selection {
    features = List.copyOf(features);
  }

  /** One feature, by the join that gives it. */
  public record Selected(Join join, Feature feature) {

    /** {@code feature}, or {@code view__feature} when full names are wanted. */
    public String name(boolean full) {
      return full ? join.alias() + "__" + feature.name() : feature.name();
    }
  }

  /** The distinct joins, in the order in which they first appear. */
  public List<Join> joins() {
    return features.stream().map(Selected::join).distinct().toList();
  }

  /** The request's key columns with their types, each once, in the order of the joins. */
  public List<Column> keys() {
    Map<String, Column> keys = new LinkedHashMap<>();
    for (Join join : joins()) {
      List<Column> fields = join.log().entity().keys();
      for (int i = 0; i < fields.size(); i++) {
        String name = join.keyNames().get(i);
        keys.putIfAbsent(name, new Column(name, fields.get(i).type()));
      }
    }
    return List.copyOf(keys.values());
  }

  /**
   * The names of the features in order.
   *
   * @throws ResolutionException when two features have the same name
   */
  public List<String> names(boolean full) {
    List<String> names = features.stream().map(f -> f.name(full)).toList();
    for (String name : names) {
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new ResolutionException(
            ResolutionException.Kind.NAME_COLLISION,
            "Cannot name two features %s: ask for full feature names".formatted(name));
      }
    }
    return names;
  }
}
