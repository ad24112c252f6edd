package dev.tidemark.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.console.Table;
import dev.tidemark.cli.node.Node;
import dev.tidemark.offline.Choice;
import dev.tidemark.offline.ExportOptions;
import dev.tidemark.offline.ExportProgress;
import dev.tidemark.offline.ExportReport;
import dev.tidemark.offline.ExportRequest;
import dev.tidemark.offline.SpineSource;
import dev.tidemark.offline.TrainingSets;
import dev.tidemark.offline.duckdb.RowFiles;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Cuts the demo's training sets. */
final class TrainingSet {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SHOWN =
      List.of(
          "user",
          "event_timestamp",
          "edits_again_10m",
          "user_edits_1h",
          "user_mean_delta_3h",
          "page_edits_24h",
          "channel_edits_10m");

  private final Node node;
  private final Path folder;
  private final String software;

  TrainingSet(Node node, Path folder, String software) {
    this.node = node;
    this.folder = folder;
    this.software = software;
  }

  /**
   * What came of an export.
   *
   * @param positive percent of the labels that are true
   * @param preview the first rows, some columns
   * @param gist of the manifest
   */
  record Cut(long rows, int features, double positive, List<String> preview, String gist) {}

  /** One row for each edit, labelled. */
  Cut ofEdits(Version version, List<Edit> edits, Duration shift) {
    Path spine = folder.resolve("spine.csv");
    Path out = folder.resolve("training.csv");
    int positive = Spine.ofEdits(edits, shift, spine);
    ExportReport report = export(version, spine, out);
    return new Cut(
        report.rows(),
        report.nulls().size(),
        100.0 * positive / edits.size(),
        preview(out),
        gist(report.manifest()));
  }

  private ExportReport export(Version version, Path spine, Path out) {
    Deployment deployment = Compiler.compile(version);
    try (HistoryTables history = new HistoryTables(node.settings().history(), node.project())) {
      return new TrainingSets(history, software)
          .export(
              new ExportRequest(
                  deployment,
                  Choice.service(Demo.SERVICE),
                  SpineSource.Files.of(spine),
                  out,
                  ExportOptions.DEFAULT),
              ExportProgress.NONE);
    }
  }

  private static List<JsonNode> rows(Path file) {
    List<JsonNode> rows = new ArrayList<>();
    RowFiles.forEachJson(file, List.of(), row -> rows.add(parse(row)));
    return rows;
  }

  private static JsonNode parse(String row) {
    try {
      return JSON.readTree(row);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> preview(Path file) {
    Table table = new Table().row(SHOWN);
    List<JsonNode> rows = rows(file);
    for (int i = 0; i < 3; i++) {
      // From the middle of the day, where windows hold something
      JsonNode row = rows.get(rows.size() / 2 + i);
      table.row(SHOWN.stream().map(column -> row.path(column).asText()).toList());
    }
    return table.lines();
  }

  private static String gist(Path manifest) {
    try {
      JsonNode json = JSON.readTree(manifest.toFile());
      return "manifest: definitions version %d, %d history snapshots, spine sha256 %s…, output sha256 %s…"
          .formatted(
              json.path("definitions").path("version").asInt(),
              json.path("history").size(),
              json.path("spine").path("sha256").asText().substring(0, 8),
              json.path("output").path("sha256").asText().substring(0, 8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
