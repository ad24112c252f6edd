package dev.tidemark.cli.skew;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.verify.Difference;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.Choice;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.ExportOptions;
import dev.tidemark.offline.SpineSource;
import dev.tidemark.offline.duckdb.ServedRow;
import dev.tidemark.offline.duckdb.ServedTable;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.ServedLog;
import dev.tidemark.registry.deployment.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes anew what logged lookups should have been answered, by the definitions that they were
 * answered by and what had arrived by then, and compares.
 */
public final class ServedVerification {
  private static final int ROWS_AT_ONCE = 20_000;

  /** So many differences of each feature are shown. */
  private static final int SHOWN = 3;

  private static final Column TIME =
      new Column(ExportOptions.TIMESTAMP_COLUMN, ValueType.of(Scalar.TIMESTAMP));

  private final Evidence evidence;
  private final List<Version> versions;
  private final Judge judge;

  /**
   * A verification.
   *
   * @param versions all that were deployed
   * @param inFlight how far from T an event may arrive and yet have been seen, or not
   */
  public ServedVerification(Evidence evidence, List<Version> versions, Duration inFlight) {
    this.evidence = evidence;
    this.versions = List.copyOf(versions);
    judge = new Judge(Micros.of(inFlight));
  }

  /**
   * Compares the rows of a log.
   *
   * @param from the first T in microseconds since the epoch
   * @param to before which T is; what had arrived by then is in the history
   */
  public SkewReport run(ServedLog log, long from, long to) {
    long start = System.nanoTime();
    Found found = new Found();
    evidence.served(
        log,
        table -> {
          for (int number : table.versions(from, to).keySet()) {
            Deployment deployment = deployment(number);
            ServedLog of = deployment.servedLogs().get(log.service());
            if (of != null) {
              compare(table, deployment, of, from, to, found);
            }
          }
        });
    return new SkewReport(
        log.service(),
        found.rows,
        (System.nanoTime() - start) / 1e9,
        List.copyOf(found.skews.values()),
        found.differences);
  }

  private static final class Found {
    private long rows;
    private final Map<String, FeatureSkew> skews = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();

    FeatureSkew skew(Selected feature) {
      String name = feature.join().alias() + ":" + feature.name();
      return skews.computeIfAbsent(name, FeatureSkew::new);
    }
  }

  private Deployment deployment(int number) {
    return versions.stream()
        .filter(version -> version.number() == number)
        .findFirst()
        .map(Compiler::compile)
        .orElseThrow(() ->
            CommandException.failed(
                "Cannot verify what was served: version %d of the definitions was not deployed here; see tidemark history"
                    .formatted(number)));
  }

  private void compare(
      ServedTable table, Deployment deployment, ServedLog log, long from, long to, Found found) {
    List<ServedRow> rows = new ArrayList<>();
    table.read(
        log,
        from,
        to,
        row -> {
          rows.add(row);
          if (rows.size() == ROWS_AT_ONCE) {
            compare(deployment, log, rows, found);
            rows.clear();
          }
        });
    compare(deployment, log, rows, found);
  }

  private void compare(Deployment deployment, ServedLog log, List<ServedRow> rows, Found found) {
    if (rows.isEmpty()) {
      return;
    }
    found.rows += rows.size();
    List<Column> columns = new ArrayList<>(log.inputs());
    columns.add(TIME);
    List<Suspect> suspects = new ArrayList<>();
    Iterator<ServedRow> next = rows.iterator();
    evidence.answers(
        deployment,
        Choice.service(log.service()),
        new SpineSource.Rows(columns, rows.stream().map(ServedVerification::asked).toList()),
        true,
        should -> compare(log, next.next(), should, suspects, found));
    judge.read(evidence, suspects);
    for (Suspect suspect : suspects) {
      Verdict verdict = judge.judge(suspect);
      FeatureSkew skew = found.skew(suspect.selected());
      // What is equal after all should have been what it is
      FeatureValue should = verdict == Verdict.EQUAL ? suspect.served() : suspect.should();
      skew.add(verdict, suspect.served(), should);
      if (verdict == Verdict.DIFFERENT && skew.differing() <= SHOWN) {
        found.differences.add(difference(suspect, skew.feature()));
      }
    }
  }

  private static List<@Nullable Object> asked(ServedRow row) {
    List<@Nullable Object> values = new ArrayList<>(row.inputs());
    values.add(Micros.toInstant(row.time()));
    return values;
  }

  private static void compare(
      ServedLog log,
      ServedRow row,
      List<FeatureValue> should,
      List<Suspect> suspects,
      Found found) {
    List<Selected> features = log.selection().features();
    for (int i = 0; i < features.size(); i++) {
      FeatureValue served = row.features().get(i);
      if (served.status() == Status.INVALID) {
        found.skew(features.get(i)).add(Verdict.INVALID, served, should.get(i));
      } else if (Sameness.same(served, should.get(i))) {
        found.skew(features.get(i)).add(Verdict.EQUAL, served, should.get(i));
      } else {
        suspects.add(new Suspect(log, row, i, should.get(i)));
      }
    }
  }

  private static Difference difference(Suspect suspect, String feature) {
    ServedRow row = suspect.row();
    return new Difference(
        feature,
        suspect.what(),
        row.time(),
        suspect.served(),
        suspect.should(),
        List.of(
            "row %d of request %s, by version %d"
                .formatted(row.requestRow(), row.requestId(), suspect.log().version())));
  }
}
