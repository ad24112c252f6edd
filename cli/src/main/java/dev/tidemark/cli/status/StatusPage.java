package dev.tidemark.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.console.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A node's report for people. */
public final class StatusPage {
  /** How long a failure is told of after a job has gone on. */
  private static final Duration NOTABLE = Duration.ofMinutes(15);

  private final JsonNode report;
  private final Instant now;

  private StatusPage(JsonNode report, Instant now) {
    this.report = report;
    this.now = now;
  }

  /** The lines of a report, as {@code GET /api/v1/status} gives it. */
  public static List<String> lines(JsonNode report, Instant now) {
    return new StatusPage(report, now).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(title());
    if (report.path("problem").isTextual()) {
      lines.add(report.path("problem").asText());
    }
    lines.addAll(jobs().lines());
    report.path("jobs").forEach(job -> failure(job, lines));
    section(lines, views());
    section(lines, sources());
    section(lines, states());
    report.path("sources").forEach(source -> alert(source, lines));
    return lines;
  }

  private static void section(List<String> lines, List<String> table) {
    if (table.size() > 1) {
      lines.add("");
      lines.addAll(table);
    }
  }

  private String title() {
    int version = report.path("version").asInt();
    String commit = report.path("commit").asText("");
    return "Project %s, %s%s"
        .formatted(
            report.path("project").asText(),
            version == 0 ? "nothing deployed yet" : "version " + version,
            commit.length() < 7 ? "" : " of commit " + commit.substring(0, 7));
  }

  private Table jobs() {
    Table table = new Table();
    for (JsonNode job : report.path("jobs")) {
      table.row(
          job.path("name").asText(),
          job.path("state").asText().toLowerCase(Locale.ROOT),
          lag(job),
          "%,.1f/s".formatted(job.path("events_per_second").asDouble()),
          restore(job.path("restore")));
    }
    return table;
  }

  private static String lag(JsonNode job) {
    JsonNode lag = job.path("lag");
    return lag.isNull()
        ? "Kafka does not answer"
        : lag.asLong() == 0 ? "caught up" : "%,d records behind".formatted(lag.asLong());
  }

  private static String restore(JsonNode restore) {
    return restore.isObject()
        ? "%d %% restored"
            .formatted(100 * restore.path("done").asLong() / restore.path("total").asLong())
        : "";
  }

  private void failure(JsonNode job, List<String> lines) {
    JsonNode failure = job.path("failure");
    if (failure.isObject()
        && (!job.path("state").asText().equals("RUNNING")
            || Instant.parse(failure.path("time").asText()).plus(NOTABLE).isAfter(now))) {
      lines.add(
          "%s broke off at %s: %s"
              .formatted(
                  job.path("name").asText(),
                  failure.path("time").asText(),
                  failure.path("reason").asText()));
    }
  }

  private List<String> views() {
    Table table = new Table().row("VIEW", "NEWEST EVENT", "READABLE AFTER p50", "p99");
    for (JsonNode view : report.path("views")) {
      JsonNode freshness = view.path("freshness_seconds");
      JsonNode readable = view.path("readable");
      table.row(
          view.path("name").asText(),
          freshness.isNumber() ? span(freshness.asDouble()) + " ago" : "none since the start",
          readable.isObject() ? span(readable.path("p50").asDouble()) : "",
          readable.isObject() ? span(readable.path("p99").asDouble()) : "");
    }
    return table.lines();
  }

  /** In one unit: {@code 4 ms}, {@code 1.5 s}, {@code 3 h}. */
  private static String span(double seconds) {
    return seconds < 1
        ? "%.0f ms".formatted(seconds * 1e3)
        : seconds < 120
            ? "%.1f s".formatted(seconds)
            : seconds < 7_200
                ? "%.0f min".formatted(seconds / 60)
                : seconds < 172_800
                    ? "%.0f h".formatted(seconds / 3_600)
                    : "%,.0f d".formatted(seconds / 86_400);
  }

  private List<String> sources() {
    Table table = new Table().row("SOURCE", "ACCEPTED", "REFUSED", "LEFT OUT");
    for (JsonNode source : report.path("sources")) {
      table.row(
          source.path("name").asText(),
          "%,d".formatted(source.path("accepted").asLong()),
          counts(source.path("refused")),
          counts(source.path("left_out")));
    }
    return table.lines();
  }

  private static String counts(JsonNode reasons) {
    String counts =
        reasons.properties().stream()
            .filter(reason -> reason.getValue().asLong() > 0)
            .map(reason -> "%s %,d".formatted(reason.getKey(), reason.getValue().asLong()))
            .collect(Collectors.joining(", "));
    return counts.isEmpty() ? "none" : counts;
  }

  private List<String> states() {
    Table table = new Table().row("STATE", "ON DISK");
    for (JsonNode state : report.path("states")) {
      table.row(
          state.path("entity").asText(), "%,.1f MB".formatted(state.path("bytes").asLong() / 1e6));
    }
    return table.lines();
  }

  private static void alert(JsonNode source, List<String> lines) {
    if (source.path("alert").asBoolean()) {
      String name = source.path("name").asText();
      lines.add("");
      lines.add(
          "ALERT: %.1f %% of the events of source %s within five minutes were refused"
              .formatted(100 * source.path("recent_share").asDouble(), name));
      lines.add("       tidemark dead-letters list --source " + name);
    }
  }
}
