package dev.tidemark.cli.skew;

import dev.tidemark.cli.verify.JsonForm;
import dev.tidemark.cli.verify.KeyInLog;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.duckdb.ServedRow;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import dev.tidemark.registry.deployment.ServedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A value that was served and is not what the point-in-time join says.
 *
 * @param place of the feature in the service
 * @param should what the join says
 */
record Suspect(ServedLog log, ServedRow row, int place, FeatureValue should) {

  Selected selected() {
    return log.selection().features().get(place);
  }

  FeatureValue served() {
    return row.features().get(place);
  }

  /** The stored features that the value comes from. */
  List<Stored> operands() {
    return switch (selected()) {
      case Stored stored -> List.of(stored);
      case OnDemand onDemand -> onDemand.computation().stored();
    };
  }

  /** The key by which a view was joined; empty when a field of it was null. */
  Optional<List<Object>> key(Join join) {
    List<Object> key = new ArrayList<>();
    for (Column column : join.keys()) {
      Object field = input(column);
      if (field == null) {
        return Optional.empty();
      }
      key.add(field);
    }
    return Optional.of(key);
  }

  /** The same, in the view's log. */
  Optional<KeyInLog> keyInLog(Join join) {
    return key(join).map(key -> KeyInLog.of(join.log(), key));
  }

  @Nullable Object input(Column column) {
    return row.inputs().get(log.inputs().indexOf(column));
  }

  /** T, or the time of an event of the view that is stamped ahead of it (rule 1.5). */
  long time(Join join) {
    long time = row.time();
    List<Selected> features = log.selection().features();
    for (int i = 0; i < features.size(); i++) {
      if (features.get(i) instanceof Stored stored && stored.join().equals(join)) {
        time = Math.max(time, row.features().get(i).eventTime());
      }
    }
    return time;
  }

  /** What was asked about, in words. */
  String what() {
    return IntStream.range(0, row.inputs().size())
        .mapToObj(i -> log.inputs().get(i).name() + "=" + JsonForm.text(row.inputs().get(i)))
        .collect(Collectors.joining(", "));
  }
}
