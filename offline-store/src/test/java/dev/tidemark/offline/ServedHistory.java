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
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A history with every type of value, for tests of what serves and spills training sets. */
public final class ServedHistory implements AutoCloseable {
  public static final Instant START = Instant.parse("2026-01-31T09:30:00Z");

  private final Deployment deployment;
  private final HistoryTables tables;

  /** Writes it below a folder. */
  public ServedHistory(Path folder) throws IOException {
    this(folder, events());
  }

  ServedHistory(Path folder, List<Happening> happened) throws IOException {
    Definitions definitions = definitions();
    deployment = Case.deploy(definitions);
    TestHistory history = new TestHistory(folder);
    Case events = new Case(definitions, deployment, happened);
    history.write(events.log(), events.records(), Math.max(50, happened.size() / 4));
    tables = history.tables();
  }

  private static Definitions definitions() {
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
    List<FeatureDefinition> features = new ArrayList<>();
    Case.COLUMNS.forEach(column ->
        features.add(
            new FeatureDefinition.Latest(
                "last_" + column.name(), column.type(), column.name(), Meta.NONE)));
    for (String of : List.of("seen", "delta", "raw", "flag", "weight")) {
      features.add(window("three_" + of, Function.LAST_N, Optional.of(of), 3));
    }
    features.add(window("edits", Function.COUNT, Optional.empty(), 0));
    features.add(window("mean", Function.MEAN, Optional.of("weight"), 0));
    FeatureView view =
        new FeatureView(
            "activity",
            "user",
            "edits",
            Optional.empty(),
            Duration.ofHours(1),
            features,
            Meta.NONE);
    FeatureService service =
        new FeatureService(
            "review_v1",
            List.of(
                new FeatureService.Part(
                    "activity",
                    features.stream().map(FeatureDefinition::name).toList(),
                    Optional.empty(),
                    Map.of())),
            Meta.NONE);
    return new Definitions(
        List.of(user), List.of(source), List.of(view), List.of(), List.of(service));
  }

  private static FeatureDefinition window(
      String name, Function function, Optional<String> of, int n) {
    return new FeatureDefinition.Window(
        name,
        function,
        of,
        n,
        Optional.of(Duration.ofMinutes(10)),
        Duration.ZERO,
        Optional.empty(),
        Meta.NONE);
  }

  private static List<Happening> events() {
    List<Happening> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Instant at = START.plusMillis(17_500L * i);
      events.add(
          new Happening(
              List.of(List.of("x", "é𝄞", "").get(i % 3)),
              Micros.of(at),
              null,
              i,
              Arrays.asList(
                  i % 7 == 0 ? null : (long) i * i,
                  i % 5 == 0 ? -0.0 : i / 3.0,
                  -i,
                  i % 11 == 0 ? null : i % 2 == 0,
                  i % 13 == 0 ? null : "é" + i,
                  at.minusNanos(1_000),
                  i % 4 == 0 ? null : Arrays.asList("t" + i, null, ""),
                  i % 5 == 0 ? Float.NaN : i / 7f,
                  new byte[] {(byte) i, 0})));
    }
    return events;
  }

  public Deployment deployment() {
    return deployment;
  }

  public TrainingSets sets() {
    return new TrainingSets(tables, "test");
  }

  @Override
  public void close() {
    tables.close();
  }
}
