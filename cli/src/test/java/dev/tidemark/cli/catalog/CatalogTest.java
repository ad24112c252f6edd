package dev.tidemark.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
  private static final Version.Origin ORIGIN =
      new Version.Origin("hash", Optional.empty(), false, "Ada", Instant.EPOCH);
  private static final String DEFINITIONS =
      """
      kind: Entity
      name: user
      keys: [{name: user, type: STRING}]
      ---
      kind: Source
      name: clicks
      topic: shop.clicks
      event_time: {column: time, format: ISO_8601}
      columns: [{name: user, type: STRING}, {name: price, type: DOUBLE}]
      ---
      kind: FeatureView
      name: activity
      description: A long description that is shown in full by describe, but not by list, where it has to fit into a row
      owner: ranking
      entity: user
      source: clicks
      ttl: 36h
      features:
        - {name: clicks_90m, aggregate: count, window: 90m}
        - {name: last_price, type: DOUBLE, from: price, description: Of the newest click}
      ---
      kind: OnDemandFeatureView
      name: context
      inputs: [activity]
      request: [{name: offer, type: DOUBLE}]
      features: [{name: discount, type: DOUBLE, expression: activity.last_price - offer}]
      ---
      kind: FeatureService
      name: review
      features: [context]
      ---
      kind: FeatureService
      name: user
      features: [{view: activity, as: seller, keys: {user: seller_id}, features: [last_price]}]
      """;

  private Catalog catalog;

  @BeforeEach
  void read(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("tidemark.yaml"), "project: shop\n");
    Files.writeString(folder.resolve("all.yaml"), DEFINITIONS);
    Definitions definitions = FeatureRepository.read(folder).definitions();
    catalog = new Catalog(Compiler.next(Optional.empty(), "shop", ORIGIN, 4, definitions));
  }

  @Test
  void a_list_is_a_table_whose_long_texts_are_cut() {
    assertThat(Sheet.table(catalog.list(Kind.FEATURE_VIEW)))
        .containsExactly(
            "name      entity  source  features  owner    description",
            "activity  user    clicks  2         ranking"
                + "  A long description that is shown in full by describe, but n…");
  }

  @Test
  void a_page_shows_durations_as_they_are_written_and_features_as_a_table() {
    assertThat(Sheet.page(one("activity")))
        .containsExactly(
            """
            FeatureView activity
              entity         user
              source         clicks
              ttl            36h
              description    A long description that is shown in full by describe, but not by list, where it has to fit into a row
              owner          ranking
              feature log    tidemark.shop.log.clicks.user
              history table  clicks__user
              used by        on-demand feature view context, service user
              features
                name        aggregate  window  type    from   description
                clicks_90m  count      90m     INT64
                last_price                     DOUBLE  price  Of the newest click\
            """
                .split("\n"));
  }

  @Test
  void a_source_tells_its_topics_and_its_views() {
    ObjectNode source = one("clicks");
    assertThat(source.path("dead_letter_topic").asText())
        .isEqualTo("tidemark.shop.dead-letters.clicks");
    assertThat(source.path("feature_logs").toString())
        .isEqualTo("[\"tidemark.shop.log.clicks.user\"]");
    assertThat(source.path("used_by").toString()).isEqualTo("[\"feature view activity\"]");
  }

  @Test
  void a_name_of_two_kinds_shows_both_and_a_kind_chooses() {
    assertThat(catalog.describe("user"))
        .extracting(object -> object.path("kind").asText())
        .containsExactly("Entity", "FeatureService");
    assertThat(one("service/user").path("keys").toString())
        .isEqualTo("[{\"name\":\"seller_id\",\"type\":\"STRING\"}]");
    assertThat(one("service/user").path("answer").toString())
        .isEqualTo("[{\"feature\":\"seller:last_price\",\"type\":\"DOUBLE\"}]");
  }

  @Test
  void a_feature_tells_where_it_comes_from_and_who_uses_it() {
    ObjectNode feature = one("activity:last_price");
    assertThat(feature.path("view").asText()).isEqualTo("activity");
    assertThat(feature.path("inputs").toString()).isEqualTo("[\"column clicks.price\"]");
    assertThat(feature.path("used_by").toString())
        .isEqualTo("[\"on-demand feature context:discount\",\"service user\"]");
    assertThat(one("context:discount").path("inputs").toString())
        .isEqualTo("[\"request column offer\",\"feature activity:last_price\"]");
  }

  @Test
  void a_request_brings_the_keys_and_columns_that_on_demand_views_need() {
    ObjectNode json = one("review").without(List.of("kind", "name", "features"));

    assertThat(json.toString())
        .isEqualTo(
            """
            {"answer":[{"feature":"context:discount","type":"DOUBLE"}],\
            "keys":[{"name":"user","type":"STRING"}],\
            "request":[{"name":"offer","type":"DOUBLE"}]}\
            """);
  }

  private ObjectNode one(String name) {
    List<ObjectNode> found = catalog.describe(name);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
