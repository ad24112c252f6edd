package dev.tidemark.registry.deployment;

import dev.tidemark.model.type.Column;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.deployment.ResolutionException.Kind;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Features that a request asks for. */
public final class Selection {
  private final List<Selected> features;
  private final Computation computation;
  private final List<Join> joins;
  private final List<Column> keys;

  /** Orders the features as Feast answers them: stored ones as asked for, then on-demand ones. */
  Selection(List<Selected> asked) {
    features =
        Stream.concat(
                asked.stream().filter(Stored.class::isInstance),
                asked.stream().filter(OnDemand.class::isInstance))
            .toList();
    computation = new Computation(features);
    joins = computation.stored().stream().map(Stored::join).distinct().toList();
    Map<String, Column> byName = new LinkedHashMap<>();
    joins.forEach(join -> join.keys().forEach(key -> byName.putIfAbsent(key.name(), key)));
    keys = List.copyOf(byName.values());
  }

  /** The features in the order of the answer: first the stored ones, then the on-demand ones. */
  public List<Selected> features() {
    return features;
  }

  /**
   * Some of the features, in the order in which they are named.
   *
   * @param names {@code feature}, or {@code view:feature} by the name under which the view appears
   * @throws ResolutionException naming the first that is not among them, or stands for several
   */
  public Selection only(List<String> names) {
    List<Selected> some = new ArrayList<>();
    for (String name : names) {
      List<Selected> found =
          features.stream()
              .filter(f -> name.equals(f.name()) || name.equals(f.join().alias() + ":" + f.name()))
              .toList();
      if (found.size() != 1) {
        List<String> known =
            features.stream().map(f -> f.join().alias() + ":" + f.name()).distinct().toList();
        throw new ResolutionException(
            found.isEmpty() ? Kind.FEATURE_NOT_FOUND : Kind.NAME_COLLISION,
            found.isEmpty()
                ? "Cannot find feature %s in the service%s"
                    .formatted(name, Nearest.hint(name, known))
                : "Cannot tell which feature %s is: the service has it in several views; write view:feature"
                    .formatted(name));
      }
      some.add(found.getFirst());
    }
    return new Selection(some);
  }

  /** What has to be read for the features, and how on-demand ones are computed from it. */
  public Computation computation() {
    return computation;
  }

  /** The distinct joins that have to be read, in the order in which they are first needed. */
  public List<Join> joins() {
    return joins;
  }

  /** The request's key columns with their types, each once, in the order of the joins. */
  public List<Column> keys() {
    return keys;
  }

  /** The columns of request data that are needed, each once; a key may be among them. */
  public List<Column> request() {
    return computation.request();
  }

  /**
   * The names of the features in order.
   *
   * @throws ResolutionException when two features have the same name, or one column would have two
   *     types
   */
  public List<String> names(boolean full) {
    checkColumns();
    List<String> names = features.stream().map(f -> f.name(full)).toList();
    for (String name : names) {
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new ResolutionException(
            Kind.NAME_COLLISION,
            "Cannot name two features %s: ask for full feature names".formatted(name));
      }
    }
    return names;
  }

  private void checkColumns() {
    Map<String, Column> columns = new LinkedHashMap<>();
    Stream.concat(joins.stream().flatMap(join -> join.keys().stream()), request().stream())
        .forEach(column -> {
          Column first = columns.putIfAbsent(column.name(), column);
          if (first != null && !first.equals(column)) {
            throw new ResolutionException(
                Kind.NAME_COLLISION,
                "Cannot take column %s as %s and as %s: ask for the features apart"
                    .formatted(column.name(), first.type(), column.type()));
          }
        });
  }
}
