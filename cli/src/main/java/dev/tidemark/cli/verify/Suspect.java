package dev.tidemark.cli.verify;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A value that is not what the history has by now.
 *
 * @param columns of the row
 * @param answered what the row was told
 */
record Suspect(
    Selected selected,
    List<Column> columns,
    Answered answered,
    FeatureValue online,
    FeatureValue history) {

  AskedRow row() {
    return answered.row();
  }

  /** The stored features that the value comes from. */
  List<Stored> operands() {
    return switch (selected) {
      case Stored stored -> List.of(stored);
      case OnDemand onDemand -> onDemand.computation().stored();
    };
  }

  /** The row's key by which a view is joined; none of its fields is null. */
  List<Object> key(Join join) {
    List<Object> key = new ArrayList<>();
    for (Column column : join.keys()) {
      key.add(Objects.requireNonNull(row().values().get(columns.indexOf(column)), column.name()));
    }
    return key;
  }

  /** The same, in the view's log. */
  KeyInLog keyInLog(Join join) {
    return KeyInLog.of(join.log(), key(join));
  }

  /** The row's values of some columns. */
  @Nullable Object[] values(List<Column> of) {
    return of.stream().map(column -> row().values().get(columns.indexOf(column))).toArray();
  }

  /** What was asked about, in words. */
  String what() {
    return IntStream.range(0, row().values().size())
        .mapToObj(i -> columns.get(i).name() + "=" + JsonForm.text(row().values().get(i)))
        .collect(Collectors.joining(", "));
  }
}
