package dev.tidemark.offline;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.SpineInput;
import dev.tidemark.offline.duckdb.SpineInput.ServedColumn;
import dev.tidemark.offline.history.HistoryColumns;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.ServedLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What lookups of a service were answered, as a spine. */
final class ServedSpine {
  private ServedSpine() {}

  /**
   * The rows of the service's log.
   *
   * @throws ExportException when the service is not logged
   * @throws dev.tidemark.registry.deployment.ResolutionException when there is none of that name
   */
  static SpineInput.Served input(
      ExportRequest request, SpineSource.Served served, Histories histories) {
    ServedLog log = log(request.deployment(), served.service());
    return new SpineInput.Served(
        served.service(),
        histories.of(log).files(),
        columns(log, request.options(), served.statuses()),
        served.from().map(Micros::of).orElse(Micros.MIN),
        served.to().map(Micros::of).orElse(Micros.MAX));
  }

  private static ServedLog log(Deployment deployment, String service) {
    deployment.service(service);
    ServedLog log = deployment.servedLogs().get(service);
    if (log == null) {
      throw new ExportException(
          "Cannot export what %1$s served: it is not logged; give the feature service %1$s log: {sample: 0.01}, for instance, and apply"
              .formatted(service));
    }
    return log;
  }

  /** Keys, T, request data, and the features by the names that a training set gives them. */
  private static List<ServedColumn> columns(
      ServedLog log, ExportOptions options, boolean statuses) {
    Map<Column, String> names = HistoryColumns.of(log).columns();
    List<ServedColumn> columns = new ArrayList<>();
    log.inputs().forEach(input -> columns.add(column(names, input, input.name())));
    columns.add(
        new ServedColumn(
            HistoryColumns.EVENT_TIME, ValueType.of(Scalar.TIMESTAMP), options.timestampColumn()));
    List<String> features = log.selection().names(options.fullNames());
    for (int i = 0; i < features.size(); i++) {
      Selected feature = log.selection().features().get(i);
      columns.add(column(names, ServedLog.value(feature), features.get(i)));
      if (statuses) {
        columns.add(column(names, ServedLog.status(feature), features.get(i) + ServedLog.STATUS));
      }
    }
    return columns;
  }

  private static ServedColumn column(Map<Column, String> names, Column column, String name) {
    return new ServedColumn(Objects.requireNonNull(names.get(column)), column.type(), name);
  }

  static Manifest.Served told(SpineSource.Served of) {
    return new Manifest.Served(
        of.service(),
        of.from().map(Instant::toString).orElse(null),
        of.to().map(Instant::toString).orElse(null),
        of.statuses());
  }
}
