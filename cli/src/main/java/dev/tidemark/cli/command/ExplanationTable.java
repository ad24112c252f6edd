package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Table;
import dev.tidemark.offline.Explanation;
import dev.tidemark.offline.Explanation.Age;
import dev.tidemark.offline.Explanation.Feature;
import java.time.Duration;
import java.util.Locale;

/** What features rest on, for people and for programs. */
final class ExplanationTable {
  private ExplanationTable() {}

  static void print(Explanation explanation, Console console) {
    Table table =
        new Table()
            .row(
                "COLUMN",
                "AGE: LEAST",
                "MEDIAN",
                "P90",
                "P99",
                "MOST",
                "NULL",
                "MISSING",
                "EXPIRED",
                "CHANGED LATER");
    for (Feature feature : explanation.features()) {
      Age age = feature.age().orElse(null);
      table.row(
          feature.column(),
          age == null ? "" : text(age.least()),
          age == null ? "" : text(age.median()),
          age == null ? "" : text(age.p90()),
          age == null ? "" : text(age.p99()),
          age == null ? "" : text(age.most()),
          percent(feature.nulls()),
          percent(feature.missing()),
          percent(feature.expired()),
          percent(feature.changed()));
    }
    table.lines().forEach(console::result);
    for (Feature feature : explanation.features()) {
      if (feature.optimistic()) {
        console.say(
            "Warning: %s: %s of the rows have a value that was not known yet at their time, because events arrived after it; --known-at arrival trains on what was known"
                .formatted(feature.column(), percent(feature.changed())));
      }
    }
  }

  static ObjectNode json(Explanation explanation) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("rows", explanation.rows());
    for (Feature feature : explanation.features()) {
      ObjectNode of =
          json.withArray("features")
              .addObject()
              .put("column", feature.column())
              .put("feature", feature.reference())
              .put("null", feature.nulls())
              .put("missing", feature.missing())
              .put("expired", feature.expired())
              .put("changed_later", feature.changed())
              .put("optimistic", feature.optimistic());
      feature
          .age()
          .ifPresent(age ->
              of.putObject("age_seconds")
                  .put("least", seconds(age.least()))
                  .put("median", seconds(age.median()))
                  .put("p90", seconds(age.p90()))
                  .put("p99", seconds(age.p99()))
                  .put("most", seconds(age.most())));
    }
    return json;
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  private static String percent(double share) {
    return share == 0
        ? "0"
        : String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", share * 100);
  }

  private static String text(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return duration.toMillis() + " ms";
    }
    if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
      return duration.toSeconds() + " s";
    }
    if (duration.compareTo(Duration.ofHours(2)) < 0) {
      return duration.toMinutes() + " min";
    }
    return duration.compareTo(Duration.ofDays(2)) < 0
        ? duration.toHours() + " h"
        : duration.toDays() + " d";
  }
}
