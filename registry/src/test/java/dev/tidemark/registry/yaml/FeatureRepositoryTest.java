package dev.tidemark.registry.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.expression.Scope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureRepositoryTest {
  @TempDir private Path root;

  @BeforeEach
  void settings() throws IOException {
    write("tidemark.yaml", "project: wiki\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void reads_the_example_of_the_design() throws IOException {
    write("wiki.yaml", Example.DEFINITIONS);
    Definitions definitions = FeatureRepository.read(root).definitions();
    assertThat(definitions.entities()).hasSize(2);
    assertThat(definitions.entities().getFirst())
        .isEqualTo(
            new Entity(
                "page",
                List.of(new Column("page", type("STRING"))),
                new Meta("A Wikipedia page", "web", Map.of("tier", "1"))));
    assertThat(definitions.sources()).containsExactly(edits());
    assertThat(definitions.views().getFirst()).isEqualTo(pageActivity());
    assertThat(definitions.services())
        .containsExactly(
            new FeatureService(
                "edit_review_v1",
                List.of(
                    new FeatureService.Part("page_activity", List.of(), Optional.empty(), Map.of()),
                    new FeatureService.Part(
                        "user_activity",
                        List.of("edits_10m", "edits_24h"),
                        Optional.empty(),
                        Map.of()),
                    new FeatureService.Part(
                        "user_activity",
                        List.of(),
                        Optional.of("previous_editor"),
                        Map.of("user", "previous_user"))),
                Meta.NONE));
  }

  @Test
  void reads_on_demand_views() throws IOException {
    write("wiki.yaml", Example.DEFINITIONS + Example.ON_DEMAND);
    Definitions definitions = FeatureRepository.read(root).definitions();
    assertThat(definitions.onDemandViews()).hasSize(2);
    assertThat(definitions.onDemandViews().getFirst())
        .isEqualTo(
            new OnDemandFeatureView(
                "edit_context",
                List.of("page_activity", "user_activity"),
                List.of(new Column("delta", type("INT64"))),
                List.of(
                    new OnDemandFeatureView.Feature(
                        "delta_vs_mean",
                        type("DOUBLE"),
                        "double(delta) / page_activity.mean_delta_24h",
                        new Meta("", "me", Map.of())),
                    new OnDemandFeatureView.Feature(
                        "busy", type("BOOL"), "user_activity.edits_10m > 5", Meta.NONE)),
                Meta.NONE));
  }

  private static Source edits() {
    return new Source(
        "edits",
        "wikipedia.edits",
        new Source.TimeColumn("time", new TimeFormat.Iso8601()),
        Optional.of(
            new Source.TimeColumn(
                "recorded_at",
                new TimeFormat.Pattern("yyyy-MM-dd HH:mm", ZoneId.of("America/Los_Angeles")))),
        Duration.ofMinutes(2),
        List.of(
            new Column("page", type("STRING")),
            new Column("user", type("STRING")),
            new Column("delta", type("INT64")),
            new Column("isRobot", type("BOOL"))),
        List.of(new Source.Derived("magnitude", type("INT64"), "delta < 0 ? -delta : delta")),
        Meta.NONE);
  }

  private static FeatureView pageActivity() {
    return new FeatureView(
        "page_activity",
        "page",
        "edits",
        Optional.of("!isRobot"),
        Duration.ofDays(7),
        List.of(
            new FeatureDefinition.Latest("last_delta", type("INT64"), "delta", Meta.NONE),
            window("edits_1h", Function.COUNT, Optional.empty(), 0, Duration.ofHours(1)),
            window(
                "mean_delta_24h", Function.MEAN, Optional.of("magnitude"), 0, Duration.ofHours(24)),
            window("last_users", Function.LAST_N, Optional.of("user"), 5, Duration.ofDays(7)),
            new FeatureDefinition.Window(
                "large_edits",
                Function.COUNT,
                Optional.of("delta"),
                0,
                Optional.empty(),
                Duration.ofDays(7),
                Optional.of("magnitude > 1000"),
                new Meta("Ever", "", Map.of()))),
        Meta.NONE);
  }

  private static FeatureDefinition window(
      String name, Function function, Optional<String> of, int n, Duration window) {
    return new FeatureDefinition.Window(
        name, function, of, n, Optional.of(window), Duration.ZERO, Optional.empty(), Meta.NONE);
  }

  private static ValueType type(String text) {
    return ValueType.parse(text).orElseThrow();
  }

  @Test
  void only_the_project_is_required_and_the_rest_has_defaults() {
    assertThat(FeatureRepository.read(root).settings())
        .isEqualTo(
            new Settings(
                "wiki",
                Map.of(),
                new Settings.Ports(9092, 6566, 6567, 8815),
                Settings.Member.USUAL,
                Optional.empty(),
                new Settings.State(root.resolve(".tidemark"), 8),
                new Settings.History(
                    root.resolve(".tidemark/warehouse"),
                    "jdbc:sqlite:" + root.resolve(".tidemark/catalog.db"),
                    Duration.ofSeconds(10)),
                new Settings.Serving(false, Settings.GrpcNames.FEATURE, Settings.Limits.USUAL),
                new Settings.Push(100_000),
                Optional.empty(),
                new Settings.DeadLetters(0.01),
                Optional.empty()));
  }

  @Test
  void reads_every_setting() throws IOException {
    write(
        "tidemark.yaml",
        """
        project: my-wiki
        kafka: {bootstrap.servers: "broker:9092", security.protocol: SSL, retries: 5}
        broker: {port: 0}
        http: {port: 1}
        grpc: {port: 2}
        flight: {port: 3}
        node: {host: node-1, roles: "fold, history"}
        topics: {replication_factor: 3}
        state: {directory: /var/state, partitions: 16, replicas: 1}
        history: {warehouse: ../w, catalog: {type: jdbc, uri: "jdbc:sqlite:c.db?x=1"}, commit_interval: 500ms}
        tls: {certificate: tls/server.pem, key: /etc/key.pem}
        serving: {expired: keep, grpc_names: view_colon_feature, max_concurrent_lookups: 3, max_waiting_lookups: 0, max_rows: 5, deadline: 50ms, max_staleness: 30s}
        push: {max_lag: 5}
        schema_registry: {url: "https://registry:8081/v1/", basic_auth: "me:secret"}
        dead_letters: {alert_share: 0.2}
        tracing: {endpoint: "http://collector:4318/", sample: 0.25}
        """);
    assertThat(FeatureRepository.settings(root))
        .isEqualTo(
            new Settings(
                "my-wiki",
                Map.of(
                    "bootstrap.servers", "broker:9092", "security.protocol", "SSL", "retries", "5"),
                new Settings.Ports(0, 1, 2, 3),
                new Settings.Member(
                    Optional.of("node-1"),
                    Set.of(Settings.RoleName.FOLD, Settings.RoleName.HISTORY),
                    Optional.of(3)),
                Optional.of(
                    new Settings.Tls(root.resolve("tls/server.pem"), Path.of("/etc/key.pem"))),
                new Settings.State(Path.of("/var/state"), 16, Optional.of(1)),
                new Settings.History(
                    root.resolveSibling("w"),
                    "jdbc:sqlite:" + root.resolve("c.db") + "?x=1",
                    Duration.ofMillis(500)),
                new Settings.Serving(
                    true,
                    Settings.GrpcNames.VIEW_COLON_FEATURE,
                    new Settings.Limits(3, 0, 5),
                    Duration.ofMillis(50),
                    Optional.of(Duration.ofSeconds(30))),
                new Settings.Push(5),
                Optional.of(
                    new Settings.SchemaRegistry(
                        URI.create("https://registry:8081/v1"), Optional.of("me:secret"))),
                new Settings.DeadLetters(0.2),
                Optional.of(new Settings.Tracing(URI.create("http://collector:4318"), 0.25))));
  }

  @Test
  void history_may_be_anywhere_that_iceberg_reaches() throws IOException {
    write(
        "tidemark.yaml",
        """
        project: my-wiki
        history:
          warehouse: s3://lake/history
          catalog: {type: rest, uri: "https://catalog/api", credential: "me:secret", s3.path-style-access: true}
          partition_by: day
          compaction: {enabled: false, interval: 30s, file_megabytes: 64}
          keep_snapshots: 12h
          keep_pins: 365d
        """);
    Settings.History history = FeatureRepository.settings(root).history();
    assertThat(history)
        .isEqualTo(
            new Settings.History(
                "s3://lake/history",
                new Settings.Catalog(
                    "rest",
                    Map.of(
                        "uri", "https://catalog/api",
                        "credential", "me:secret",
                        "s3.path-style-access", "true")),
                Duration.ofSeconds(10),
                Settings.PartitionBy.DAY,
                new Settings.Compaction(false, Duration.ofSeconds(30), 64),
                new Settings.Keeping(Duration.ofHours(12), Optional.of(Duration.ofDays(365)))));
    assertThat(history.folder()).isEmpty();
    assertThat(history.toString()).doesNotContain("secret");
  }

  @Test
  void orders_objects_by_file_and_then_by_document() throws IOException {
    write("b.yaml", entity("third") + "---\n" + entity("fourth"));
    write("a/z.yml", entity("first") + "---\n# nothing\n---\n" + entity("second"));
    write("tidemark.yaml", "project: wiki\n---\n" + entity("last"));
    assertThat(FeatureRepository.read(root).definitions().entities())
        .extracting(Entity::name)
        .containsExactly("first", "second", "third", "fourth", "last");
  }

  @Test
  void passes_over_folders_that_hold_no_definitions() throws IOException {
    for (String folder : List.of(".git", ".tidemark", "data", "target", "a/data")) {
      write(folder + "/x.yaml", "kind: Nonsense\n");
    }
    write("notes.txt", "kind: Nonsense\n");
    assertThat(FeatureRepository.read(root).definitions()).isEqualTo(Definitions.NONE);
  }

  @Test
  void a_derived_column_may_use_those_above_it() throws IOException {
    write(
        "wiki.yaml",
        Example.DEFINITIONS
            .replace(
                "-delta : delta\"}]",
                "-delta : delta\"}, {name: huge, type: BOOL, expression: magnitude > 9}]")
            .replace("where: \"!isRobot\"", "where: huge"));
    assertThat(FeatureRepository.read(root).definitions().views().getFirst().where())
        .hasValue("huge");
  }

  @Test
  void a_comment_at_the_end_of_a_condition_hides_nothing() throws IOException {
    write(
        "wiki.yaml",
        Example.DEFINITIONS
            .replace("\"!isRobot\"", "\"!isRobot // people\"")
            .replace("magnitude > 1000", "magnitude > 1000 // large"));
    Version.Origin origin = new Version.Origin("", Optional.empty(), false, "me", Instant.EPOCH);
    Definitions definitions = FeatureRepository.read(root).definitions();
    Version version = Compiler.next(Optional.empty(), "wiki", origin, 8, definitions);
    List<String> conditions =
        Compiler.compile(version).logs().getFirst().plan().schema().conditions();
    assertThat(conditions)
        .containsExactly(
            "!isRobot // people", "(!isRobot // people\n) && (magnitude > 1000 // large\n)");
    Source source = definitions.sources().getFirst();
    for (String condition : conditions) {
      assertThat(new Scope(source.allColumns()).check(condition, type("BOOL"))).contains("isRobot");
    }
  }

  private static String entity(String name) {
    return "kind: Entity\nname: %s\nkeys: [{name: k, type: STRING}]\n".formatted(name);
  }
}
