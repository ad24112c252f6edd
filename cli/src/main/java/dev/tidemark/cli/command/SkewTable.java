package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.skew.FeatureSkew;
import dev.tidemark.cli.skew.SkewReport;
import dev.tidemark.cli.skew.Spread;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How what was served differs from what should have been, for people and for programs. */
final class SkewTable {
  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;
  private static final double P99 = 0.99;
  private static final double MOST = 1;

  private SkewTable() {}

  static void print(SkewReport report, Console console) {
    Table table =
        new Table()
            .row(
                "FEATURE",
                "COMPARED",
                "EQUAL",
                "DIFFER",
                "IN FLIGHT",
                "NULL FOR VALUE",
                "VALUE FOR NULL",
                "ERROR: P99",
                "MOST",
                "STALE: P99",
                "MOST");
    for (FeatureSkew skew : report.features()) {
      table.row(
          skew.feature(),
          number(skew.compared()),
          number(skew.equal()),
          number(skew.differing()),
          number(skew.inFlight()),
          number(skew.nulls(true, false)),
          number(skew.nulls(false, true)),
          percent(skew.errors().at(P99)),
          percent(skew.errors().at(MOST)),
          seconds(skew.staleness().at(P99)),
          seconds(skew.staleness().at(MOST)));
    }
    table.lines().forEach(console::result);
    report.differences().forEach(difference -> VerifyTable.print(difference, "served: ", console));
    console.result(
        "%s: %,d values of %,d rows compared in %.1f s: %s%s"
            .formatted(
                report.service(),
                report.compared(),
                report.rows(),
                report.seconds(),
                report.differing() == 0
                    ? "all as they should have been"
                    : "%,d differ".formatted(report.differing()),
                VerifyTable.untold(report.changedTooOften())));
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.3g %%", 100 * share);
  }

  private static String seconds(double seconds) {
    return Double.isNaN(seconds) ? "" : String.format(Locale.ROOT, "%.3g s", seconds);
  }

  static ObjectNode json(List<SkewReport> reports) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    reports.forEach(report -> add(report, json.withArray("services").addObject()));
    return json;
  }

  private static void add(SkewReport report, ObjectNode json) {
    json.put("service", report.service())
        .put("rows", report.rows())
        .put("seconds", report.seconds())
        .put("compared", report.compared())
        .put("differing", report.differing());
    report.features().forEach(skew -> add(skew, json.withArray("features").addObject()));
    report
        .differences()
        .forEach(of -> VerifyTable.add(of, "served", json.withArray("differences").addObject()));
  }

  private static void add(FeatureSkew skew, ObjectNode json) {
    json.put("feature", skew.feature())
        .put("compared", skew.compared())
        .put("equal", skew.equal())
        .put("differing", skew.differing())
        .put("in_flight", skew.inFlight())
        .put("changed_too_often", skew.changedTooOften())
        .put("invalid", skew.invalid());
    json.putObject("nulls")
        .put("neither", skew.nulls(false, false))
        .put("served", skew.nulls(true, false))
        .put("history", skew.nulls(false, true))
        .put("both", skew.nulls(true, true));
    add(skew.errors(), json.putObject("relative_error"));
    add(skew.staleness(), json.putObject("staleness_seconds"));
  }

  /** Infinite is null, which JSON has in its place. */
  private static void add(Spread spread, ObjectNode json) {
    json.put("p50", finite(spread.at(MEDIAN)))
        .put("p90", finite(spread.at(P90)))
        .put("p99", finite(spread.at(P99)))
        .put("max", finite(spread.at(MOST)));
  }

  private static @Nullable Double finite(double number) {
    return Double.isFinite(number) ? (Double) number : null;
  }
}
