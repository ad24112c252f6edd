package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.verify.Difference;
import dev.tidemark.cli.verify.Report;
import dev.tidemark.cli.verify.Tally;
import dev.tidemark.model.time.Micros;

/** What a verification found, for people and for programs. */
final class VerifyTable {
  private VerifyTable() {}

  static void print(Report report, Console console) {
    Table table =
        new Table()
            .row("FEATURE", "COMPARED", "EQUAL", "DIFFER", "NOT YET ARRIVED", "AHEAD OF TIME");
    for (Tally tally : report.features()) {
      table.row(
          tally.feature(),
          number(tally.compared()),
          number(tally.equal()),
          number(tally.differing()),
          number(tally.notYetArrived()),
          number(tally.aheadOfTime()));
    }
    table.lines().forEach(console::result);
    report.differences().forEach(difference -> print(difference, "online: ", console));
    console.result(
        "%,d values of %,d keys and moments compared in %.1f s: %s%s"
            .formatted(
                report.compared(),
                report.rows(),
                report.seconds(),
                report.differing() == 0
                    ? "all equal"
                    : "%,d differ; --seed %d asks the same again"
                        .formatted(report.differing(), report.seed()),
                untold(report.changedTooOften())));
  }

  /** Names the values of which nothing can be said. */
  static String untold(long changedTooOften) {
    return changedTooOften == 0
        ? ""
        : "; %,d changed too often about their T to be judged".formatted(changedTooOften);
  }

  static ObjectNode json(Report report) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("rows", report.rows())
            .put("seed", report.seed())
            .put("seconds", report.seconds())
            .put("compared", report.compared())
            .put("differing", report.differing());
    for (Tally tally : report.features()) {
      json.withArray("features")
          .addObject()
          .put("feature", tally.feature())
          .put("compared", tally.compared())
          .put("equal", tally.equal())
          .put("differing", tally.differing())
          .put("not_yet_arrived", tally.notYetArrived())
          .put("ahead_of_time", tally.aheadOfTime())
          .put("changed_too_often", tally.changedTooOften());
    }
    for (Difference difference : report.differences()) {
      add(difference, "online", json.withArray("differences").addObject());
    }
    return json;
  }

  /**
   * Tells a difference.
   *
   * @param said what names that which was said
   */
  static void add(Difference difference, String said, ObjectNode json) {
    json.put("feature", difference.feature())
        .put("key", difference.key())
        .put("time", Micros.format(difference.time()))
        .put(said, difference.onlineText())
        .put("history", difference.historyText());
    difference.evidence().forEach(json.putArray("evidence")::add);
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }

  /**
   * Shows a difference.
   *
   * @param said what stands before that which was said
   */
  static void print(Difference difference, String said, Console console) {
    console.result("");
    console.result(
        "%s differs for %s at %s"
            .formatted(difference.feature(), difference.key(), Micros.format(difference.time())));
    console.result("  " + said + " " + difference.onlineText());
    console.result("  history: " + difference.historyText());
    difference.evidence().forEach(line -> console.result("  " + line));
  }
}
