package dev.tidemark.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.offline.Case.Happening;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.upkeep.TestUpkeep;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training set again, after more events, other definitions, compaction and expiry. */
class ReproductionTest {
  private static final Instant START = Instant.parse("2026-01-31T00:00:00Z");

  @TempDir Path folder;
  private final List<Happening> events = new ArrayList<>();
  private final List<Version> versions = new ArrayList<>();
  private TestHistory history;
  private HistoryTables tables;
  private Path spine;
  private Path out;
  private ExportReport exported;

  @BeforeEach
  void exportOnce() throws Exception {
    history = new TestHistory(folder.resolve("state"));
    tables = history.tables();
    deploy("1h");
    write(0);
    StringBuilder rows = new StringBuilder("user,event_timestamp\n");
    for (int i = 0; i < 500; i++) {
      rows.append("u%d,%s\n".formatted(i % 23, START.plusSeconds(i * 170L)));
    }
    spine = Files.writeString(folder.resolve("spine.csv"), rows.toString());
    out = folder.resolve("set.parquet");
    exported =
        new TrainingSets(tables, "9.9")
            .export(
                new ExportRequest(
                    deployment(),
                    Choice.features(List.of("v:delta", "v:mean", "v:count")),
                    SpineSource.Files.of(spine),
                    out,
                    new ExportOptions(
                        "event_timestamp",
                        true,
                        true,
                        List.of(new Label("v:delta", Duration.ofHours(2))),
                        Optional.of(Split.parse("train:0.7,test:0.3", Optional.of("user"))),
                        List.of(),
                        ExportOptions.MEMORY)),
                ExportProgress.NONE);
  }

  @AfterEach
  void closeHistory() {
    tables.close();
  }

  private static Definitions definitions(String window) {
    Duration length = Duration.ofHours(Integer.parseInt(window.replace("h", "")));
    List<FeatureDefinition> features = new ArrayList<>();
    features.add(
        new FeatureDefinition.Latest("delta", Case.COLUMNS.getFirst().type(), "delta", Meta.NONE));
    features.add(window("mean", Function.MEAN, Optional.of("weight"), length));
    features.add(window("count", Function.COUNT, Optional.empty(), length));
    if (!window.equals("1h")) {
      features.add(window("small_max", Function.MAX, Optional.of("small"), length));
    }
    return new Definitions(
        List.of(new Entity("user", List.of(Case.column("user", "STRING")), Meta.NONE)),
        List.of(
            new Source(
                "edits",
                "edits.in",
                new Source.TimeColumn("time", TimeFormat.iso8601()),
                Optional.empty(),
                Duration.ZERO,
                Case.COLUMNS,
                List.of(),
                Meta.NONE)),
        List.of(
            new FeatureView(
                "v",
                "user",
                "edits",
                window.equals("5h") ? Optional.of("delta > 0") : Optional.empty(),
                Duration.ZERO,
                features,
                Meta.NONE)),
        List.of(),
        List.of());
  }

  private static FeatureDefinition window(
      String name, Function function, Optional<String> of, Duration length) {
    return new FeatureDefinition.Window(
        name, function, of, 0, Optional.of(length), Duration.ZERO, Optional.empty(), Meta.NONE);
  }

  private void deploy(String window) {
    Optional<Version> before =
        versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast());
    Version.Origin origin =
        new Version.Origin("hash " + window, Optional.of("c0ffee"), false, "me", Instant.EPOCH);
    versions.add(Compiler.next(before, TestHistory.PROJECT, origin, 2, definitions(window)));
  }

  private Deployment deployment() {
    return Compiler.compile(versions.getLast());
  }

  /** A day of events, and some of them late for the days before. */
  private void write(int day) throws Exception {
    Random random = new Random(day);
    for (int i = 0; i < 2_000; i++) {
      Instant time = START.plus(Duration.ofDays(day - random.nextInt(day + 1)));
      events.add(
          new Happening(
              List.of("u" + random.nextInt(20)),
              Micros.of(time.plusSeconds(random.nextInt(86_400))),
              null,
              events.size(),
              Arrays.asList(
                  (long) i,
                  random.nextInt(1000) / 7.0,
                  i,
                  true,
                  "",
                  Instant.EPOCH,
                  List.of(),
                  1f,
                  new byte[0])));
    }
    Case all = new Case(versions.getLast().definitions(), deployment(), events);
    history.write(all.log(), all.records(), 300);
  }

  private void afterwards() throws Exception {
    deploy("3h");
    write(1);
    deploy("5h");
    write(2);
    TestUpkeep.look(table(), Instant.now().plus(Duration.ofDays(30)));
  }

  private Table table() {
    return history.table(deployment().logs().getFirst());
  }

  private ExportReport again(Path target, Optional<SpineSource> moved, String software) {
    return new Reproduction(tables, software)
        .run(
            Manifest.read(exported.manifest()),
            versions,
            moved,
            target,
            ExportOptions.MEMORY,
            ExportProgress.NONE);
  }

  @Test
  void the_bytes_are_the_same_after_more_events_other_definitions_and_compaction()
      throws Exception {
    int files = tables.current(deployment().logs().getFirst()).files().size();
    afterwards();
    assertThat(tables.current(deployment().logs().getFirst()).files()).hasSizeLessThan(files);

    Path target = folder.resolve("again.parquet");
    ExportReport report = again(target, Optional.empty(), "9.9");

    assertThat(report.sha256()).isEqualTo(exported.sha256());
    assertThat(target).hasSameBinaryContentAs(out);
  }

  @Test
  void keys_of_a_view_that_gives_no_feature_are_of_the_same_snapshot() throws Exception {
    Path first = folder.resolve("keys.csv");
    ExportReport report =
        new TrainingSets(tables, "9.9")
            .export(
                new ExportRequest(
                    deployment(),
                    Choice.features(List.of()),
                    new SpineSource.Entities(
                        "v", Duration.ofHours(6), START, START.plus(Duration.ofDays(1))),
                    first,
                    ExportOptions.DEFAULT),
                ExportProgress.NONE);
    assertThat(report.rows()).isPositive();
    afterwards();

    exported = report;
    again(folder.resolve("again.csv"), Optional.empty(), "9.9");
    assertThat(folder.resolve("again.csv")).hasSameBinaryContentAs(first);
  }

  @Test
  void the_present_would_be_another_set() throws Exception {
    afterwards();

    ExportReport present =
        new TrainingSets(tables, "9.9")
            .export(
                new ExportRequest(
                    deployment(),
                    Choice.features(List.of("v:delta", "v:mean", "v:count")),
                    SpineSource.Files.of(spine),
                    folder.resolve("present.parquet"),
                    ExportOptions.DEFAULT.withFullNames(true)),
                ExportProgress.NONE);

    assertThat(present.sha256()).isNotEqualTo(exported.sha256());
  }

  @Test
  void a_spine_that_moved_may_be_named() throws Exception {
    Path moved = Files.move(spine, folder.resolve("moved.csv"));

    assertThatThrownBy(() -> again(folder.resolve("again.parquet"), Optional.empty(), "9.9"))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("there is no such file");
    assertThat(
            again(folder.resolve("again.parquet"), Optional.of(SpineSource.Files.of(moved)), "9.9")
                .sha256())
        .isEqualTo(exported.sha256());
  }

  @Test
  void a_spine_that_was_changed_is_named() throws Exception {
    Files.writeString(spine, Files.readString(spine) + "u1,2026-01-31\n");

    refused("9.9", "Cannot reproduce: the spine has SHA-256");
  }

  @Test
  void a_version_that_was_not_deployed_here_is_named() {
    versions.clear();

    refused(
        "9.9",
        "Cannot reproduce: version 1 of the definitions (commit c0ffee) was not deployed here");
  }

  @Test
  void a_snapshot_that_is_gone_is_named() throws Exception {
    Table table = table();
    ManageSnapshots manage = table.manageSnapshots();
    table.refs().keySet().stream().filter(ref -> ref.contains("pin")).forEach(manage::removeTag);
    manage.commit();
    afterwards();

    refused("9.9", "Cannot reproduce: Cannot find snapshot");
  }

  @Test
  void a_manifest_that_does_not_fit_leaves_nothing() throws Exception {
    Manifest manifest = Manifest.read(exported.manifest());
    Files.writeString(
        exported.manifest(),
        Files.readString(exported.manifest()).replace(manifest.output().sha256(), "0".repeat(64)));

    refused("10.0", "; it was made by Tidemark 9.9, and this is 10.0");
  }

  private void refused(String software, String message) {
    Path target = folder.resolve("again.parquet");
    assertThatThrownBy(() -> again(target, Optional.empty(), software))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining(message);
    assertThat(target).doesNotExist();
    assertThat(folder.resolve("again.parquet.manifest.json")).doesNotExist();
  }
}
