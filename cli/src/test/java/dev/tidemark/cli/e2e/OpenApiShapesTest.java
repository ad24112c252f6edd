package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.catalog.Catalog;
import dev.tidemark.cli.catalog.DeployedLineage;
import dev.tidemark.cli.catalog.Kind;
import dev.tidemark.online.http.HttpServer;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the language can say, the catalog's JSON is as the document says. */
class OpenApiShapesTest {
  private static final String EVERYTHING =
      """
      kind: Entity
      name: user
      description: Who clicks
      owner: ranking
      tags: {team: a}
      keys: [{name: user, type: STRING}, {name: region, type: INT32}]
      ---
      kind: Source
      name: clicks
      topic: shop.clicks
      event_time: {column: at, format: "yyyy-MM-dd HH:mm", zone: Europe/Zurich}
      created_time: {column: seen, format: EPOCH_MILLIS}
      max_future_skew: 1m
      id: click
      dedupe_within: 2d
      non_finite: keep
      history: {path: "data/*.csv", format: CSV, delay: 5s}
      columns:
        - {name: user, type: STRING, path: who.name}
        - {name: region, type: INT32, header: region}
        - {name: click, type: STRING, key: true}
        - {name: price, type: DOUBLE}
        - {name: words, type: ARRAY<STRING>}
      derived: [{name: twice, type: DOUBLE, expression: price * 2.0}]
      ---
      kind: Source
      name: events
      topic: shop.events
      format: AVRO
      schema: {file: event.avsc}
      event_time: {column: time, format: EPOCH_MICROS}
      columns: [{name: user, type: STRING}, {name: region, type: INT32}]
      ---
      kind: FeatureView
      name: activity
      owner: ranking
      tags: {stage: new}
      entity: user
      source: clicks
      where: price > 0.0
      ttl: 36h
      features:
        - {name: price, type: DOUBLE, from: price, description: The newest, owner: a, tags: {b: c}}
        - {name: clicks, aggregate: count, window: lifetime}
        - {name: p90, aggregate: approx_percentile, of: price, percentile: 0.9, window: 1d, resolution: 1h}
        - {name: dear, aggregate: last_n, of: click, n: 3, window: 1d, offset: 1d, where: price > 9.0}
      ---
      kind: FeatureView
      name: seen
      entity: user
      source: events
      features: [{name: events, aggregate: count, window: 1h}]
      ---
      kind: OnDemandFeatureView
      name: context
      description: What is offered
      inputs: [activity]
      request: [{name: offer, type: DOUBLE}]
      features:
        - {name: discount, type: DOUBLE, expression: activity.price - offer, description: In francs}
      ---
      kind: FeatureService
      name: review
      features:
        - context
        - {view: activity, as: seller, keys: {user: seller_id}, features: [price]}
      """;

  private static OpenApi document;

  @BeforeAll
  static void read() throws Exception {
    try (InputStream in = HttpServer.class.getResourceAsStream("openapi.json")) {
      document = OpenApi.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void all_that_the_language_has_fits(@TempDir Path folder) throws Exception {
    TestRepository.embedded(folder, "all")
        .write("all.yaml", EVERYTHING)
        .write(
            "event.avsc",
            """
            {"type": "record", "name": "Event", "fields": [
              {"name": "user", "type": "string"}, {"name": "region", "type": "int"},
              {"name": "time", "type": "long"}]}
            """);
    assertFits(folder);
  }

  @Test
  void the_example_fits() throws Exception {
    assertFits(Path.of("../examples/wikipedia-edits"));
  }

  private static void assertFits(Path folder) throws Exception {
    Definitions definitions = FeatureRepository.read(folder).definitions();
    Version.Origin origin =
        new Version.Origin(
            VersionJson.hash(definitions),
            Optional.of("c0ffee"),
            true,
            "Ada",
            Instant.parse("2026-01-01T00:00:00Z"));
    Catalog catalog = new Catalog(Compiler.next(Optional.empty(), "all", origin, 4, definitions));
    document.assertFits("Project", catalog.project());
    document.assertFits("Lineage", DeployedLineage.json(catalog.lineage().all()));
    document.assertFits("Entities", catalog.list(List.of(Kind.ENTITY)));
    document.assertFits("Sources", catalog.list(List.of(Kind.SOURCE)));
    document.assertFits(
        "FeatureViews", catalog.list(List.of(Kind.FEATURE_VIEW, Kind.ON_DEMAND_FEATURE_VIEW)));
    document.assertFits("FeatureServices", catalog.list(List.of(Kind.FEATURE_SERVICE)));
    for (Kind kind : Kind.values()) {
      for (ObjectNode listed : catalog.list(kind)) {
        String name = listed.path("name").asText();
        ObjectNode object = catalog.describe(List.of(kind), "", name).getFirst();
        document.assertFits(object.path("kind").asText(), object);
        if (kind == Kind.FEATURE_VIEW || kind == Kind.ON_DEMAND_FEATURE_VIEW) {
          for (JsonNode feature : object.path("features")) {
            String label = name + ":" + feature.path("name").asText();
            document.assertFits("Feature", catalog.describe(label).getFirst());
          }
        }
      }
    }
  }

  @Test
  void a_field_more_or_less_does_not_fit() {
    ObjectNode entity =
        JsonNodeFactory.instance.objectNode().put("kind", "Entity").put("name", "a");
    entity.putArray("keys");
    assertThatThrownBy(() -> document.assertFits("Entity", entity)).hasMessageContaining("used_by");
    entity.putArray("used_by");
    assertThatCode(() -> document.assertFits("Entity", entity)).doesNotThrowAnyException();
    entity.put("colour", "red");
    assertThatThrownBy(() -> document.assertFits("Entity", entity)).hasMessageContaining("colour");
  }
}
