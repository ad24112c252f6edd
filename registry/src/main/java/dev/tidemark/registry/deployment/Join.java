package dev.tidemark.registry.deployment;

import dev.tidemark.model.feature.View;
import dev.tidemark.model.type.Column;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A feature view joined to a request or a spine.
 *
 * @param alias the name under which the view appears
 * @param keyNames the request's columns that hold the entity's key, in the order of its fields
 */
public record Join(FeatureLog log, View view, String alias, List<String> keyNames)
    implements Joined {
  public Join {
    keyNames = List.copyOf(keyNames);
  }

  /** The request's key columns with the types of the entity's key. */
  public List<Column> keys() {
    List<Column> fields = log.entity().keys();
    return IntStream.range(0, fields.size())
        .mapToObj(i -> new Column(keyNames.get(i), fields.get(i).type()))
        .toList();
  }

  @Override
  public String viewName() {
    return view.name();
  }

  @Override
  public List<Selected> features() {
    return view.features().stream().<Selected>map(f -> new Selected.Stored(this, f)).toList();
  }

  @Override
  public Optional<Selected> feature(String name) {
    return view.feature(name).map(feature -> new Selected.Stored(this, feature));
  }

  /** Cheap, for every request hashes it: names alone tell a deployment's joins apart. */
  @Override
  public int hashCode() {
    return Objects.hash(view.name(), alias, keyNames);
  }
}
