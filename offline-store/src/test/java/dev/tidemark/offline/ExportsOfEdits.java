package dev.tidemark.offline;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Four edits of three users in a history, and exports of what they say. */
abstract class ExportsOfEdits {
  static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir Path folder;
  Deployment deployment;
  HistoryTables tables;
  Path out;

  @BeforeEach
  void writeHistory() throws Exception {
    Definitions definitions = definitions();
    deployment = Case.deploy(definitions);
    List<Happening> events =
        List.of(
            event("x", Duration.ZERO, 1),
            event("y", Duration.ofHours(1), 2),
            event("x", Duration.ofHours(2), 3),
            event("é", Duration.ofHours(30), 4));
    TestHistory history = new TestHistory(folder.resolve("state"));
    Case all = new Case(definitions, deployment, events);
    history.write(all.log(), all.records(), 2);
    tables = history.tables();
    Files.createDirectory(folder.resolve("out"));
    out = folder.resolve("out/set.csv");
  }

  @AfterEach
  void closeHistory() {
    tables.close();
  }

  static Definitions definitions() {
    Entity user = new Entity("user", List.of(Case.column("user", "STRING")), Meta.NONE);
    Source source =
        new Source(
            "edits",
            "edits.in",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Duration.ZERO,
            Case.COLUMNS,
            List.of(),
            Meta.NONE);
    List<FeatureDefinition> features =
        List.of(
            new FeatureDefinition.Latest(
                "delta", Case.COLUMNS.getFirst().type(), "delta", Meta.NONE),
            new FeatureDefinition.Window(
                "edits",
                Function.COUNT,
                Optional.empty(),
                0,
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Meta.NONE));
    return new Definitions(
        List.of(user),
        List.of(source),
        List.of(
            new FeatureView(
                "v", "user", "edits", Optional.empty(), Duration.ZERO, features, Meta.NONE),
            new FeatureView(
                "big",
                "user",
                "edits",
                Optional.of("delta > 0"),
                Duration.ZERO,
                List.of(features.getFirst()),
                Meta.NONE)),
        List.of(),
        List.of());
  }

  static Happening event(String user, Duration sinceNoon, long delta) {
    return new Happening(
        List.of(user),
        Micros.of(NOON.plus(sinceNoon)),
        null,
        0,
        Arrays.asList(delta, 0.0, 1, true, "", Instant.EPOCH, List.of(), 1f, new byte[0]));
  }

  ExportReport export(SpineSource spine, ExportOptions options) {
    return new TrainingSets(tables, "test")
        .export(
            new ExportRequest(deployment, Choice.features(List.of("v:delta")), spine, out, options),
            ExportProgress.NONE);
  }

  List<String> lines(SpineSource spine, ExportOptions options) throws IOException {
    export(spine, options);
    return Files.readAllLines(out);
  }

  List<String> lines(String... patterns) throws IOException {
    return lines(
        new SpineSource.Files(Stream.of(patterns).map(p -> folder + "/" + p).toList()),
        ExportOptions.DEFAULT);
  }

  void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
