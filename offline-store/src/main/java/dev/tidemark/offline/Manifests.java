package dev.tidemark.offline;

import dev.tidemark.model.type.Column;
import dev.tidemark.offline.duckdb.ColumnStatistics;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.history.HistorySnapshot;
import dev.tidemark.registry.deployment.Computation;
import dev.tidemark.registry.deployment.Join;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Selected.OnDemand;
import dev.tidemark.registry.deployment.Selected.Stored;
import dev.tidemark.registry.deployment.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts into a manifest what an export did. */
final class Manifests {
  private Manifests() {}

  /**
   * @param read every history that was read
   * @param statistics by the names of the columns
   */
  static Manifest of(
      String software,
      ExportRequest request,
      Plan plan,
      Collection<HistorySnapshot> read,
      Map<String, ColumnStatistics> statistics,
      Manifest.Spine spine,
      Manifest.Output output) {
    Version version = request.deployment().version();
    return new Manifest(
        software,
        version.project(),
        new Manifest.Definitions(
            version.number(),
            version.origin().hash(),
            version.origin().commit().orElse(null),
            version.origin().dirty()),
        asked(request),
        plan.columns().stream()
            .map(column -> feature(column, Objects.requireNonNull(statistics.get(column.name()))))
            .toList(),
        read.stream()
            .map(table -> new Manifest.Table(table.table(), table.id(), table.offsets()))
            .toList(),
        spine,
        options(request.options()),
        output);
  }

  private static Manifest.Request asked(ExportRequest request) {
    return new Manifest.Request(
        request.choice().service().orElse(null),
        request.choice().features(),
        request.options().labels().stream()
            .map(label -> new Manifest.LabelFrom(label.from(), label.horizon().toString()))
            .toList());
  }

  private static Manifest.Options options(ExportOptions options) {
    return new Manifest.Options(
        options.timestampColumn(),
        options.fullNames(),
        options.byArrival() ? Manifest.Options.ARRIVAL : Manifest.Options.EVENT,
        options.split().map(Split::text).orElse(null),
        options.split().flatMap(Split::by).orElse(null),
        options.partitionBy());
  }

  private static Manifest.Feature feature(AddedColumn column, ColumnStatistics statistics) {
    Selected feature = column.feature();
    ColumnStatistics.@Nullable Numbers numbers = statistics.numbers().orElse(null);
    return new Manifest.Feature(
        column.name(),
        feature.reference(),
        feature.type().toString(),
        column.horizon().isZero() ? null : column.horizon().toString(),
        feature instanceof Stored stored ? keys(stored.join()) : null,
        feature instanceof OnDemand onDemand ? computed(onDemand) : null,
        statistics.nulls(),
        numbers == null ? null : numbers.min(),
        numbers == null ? null : numbers.max(),
        numbers == null ? null : numbers.mean(),
        numbers == null ? null : numbers.stddev());
  }

  private static Map<String, String> keys(Join join) {
    Map<String, String> keys = new LinkedHashMap<>();
    List<String> fields = join.log().entity().keyNames();
    for (int i = 0; i < fields.size(); i++) {
      keys.put(fields.get(i), join.keyNames().get(i));
    }
    return keys;
  }

  private static Manifest.Computed computed(OnDemand feature) {
    Computation computation = feature.computation();
    List<Manifest.Input> inputs = new ArrayList<>();
    for (Stored stored : computation.stored()) {
      inputs.add(new Manifest.Input(stored.reference(), keys(stored.join())));
    }
    return new Manifest.Computed(
        feature.feature().text(),
        inputs,
        computation.request().stream().map(Column::name).toList());
  }
}
