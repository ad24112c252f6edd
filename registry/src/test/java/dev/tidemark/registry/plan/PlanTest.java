package dev.tidemark.registry.plan;

import static dev.tidemark.registry.plan.Edited.INT64;
import static dev.tidemark.registry.plan.Edited.SHOP;
import static dev.tidemark.registry.plan.Edited.STRING;
import static dev.tidemark.registry.plan.Edited.part;
import static dev.tidemark.registry.plan.Edited.window;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition.Latest;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a plan reads. The rules are in {@link CompatibilityTest}. */
class PlanTest {

  @Test
  void a_first_plan_lists_everything_and_what_is_created() {
    Plan plan = Plan.between(Optional.empty(), SHOP.after(Optional.empty()));

    assertThat(plan.toText())
        .isEqualTo(
            """
            + entity user
                keys: user STRING
            + entity item
                keys: item STRING
            + source clicks
                topic: shop.clicks
                event_time: time in ISO_8601
                max_future_skew: 5m
                column user: STRING
                column item: STRING
                column price: INT64
                column rebate: INT64
                derived column cents: INT64 = price * 100
            + feature view activity
                entity: user
                source: clicks
                + feature last_price: type INT64, from price
                + feature clicks: aggregate count, window 1h
                + feature spent: aggregate sum, of price, window 1d
                + feature recent: aggregate last_n, of item, n 5, window 1d
                + feature dear: aggregate count, window 1h, where cents > 1000
            + feature view popularity
                entity: item
                source: clicks
                where: price > 0
                + feature sold: aggregate count, window 1h
            + on-demand feature view context
                inputs: activity
                request amount: INT64
                + feature share: type DOUBLE, expression double(amount) / double(activity.spent)
            + feature service ranking
                view activity: all features
            + feature service detail
                view activity as buyer: clicks, spent, keys {user=buyer_id}
                view context: all features
            Topics:
              topic shop.clicks is created if it is missing
              dead-letter topic tidemark.shop.dead-letters.clicks is created if it is missing
              feature log tidemark.shop.log.clicks.user is created
              feature log tidemark.shop.log.clicks.item is created
            Backfill:
              features of activity start with what topic shop.clicks still holds; older events need a backfill
              features of popularity start with what topic shop.clicks still holds; older events need a backfill
            Plan: 8 to add, 0 to change, 0 to remove.
            """);
    assertThat(plan.deployedVersion()).isZero();
  }

  @Test
  void the_same_definitions_again_change_nothing() {
    assertThat(SHOP.plan().isEmpty()).isTrue();
    assertThat(SHOP.plan().toText()).isEqualTo("No changes.\n");
  }

  @Test
  void a_feature_is_a_line_below_its_view_and_consequences_stand_under_headings() {
    Plan plan =
        SHOP.features("activity", window("clicks", Function.COUNT, "", 48))
            .features("activity", window("saved", Function.SUM, "rebate", 24))
            .withoutFeature("activity", "recent")
            .plan();

    assertThat(plan.toText())
        .isEqualTo(
            """
            ~ feature view activity
                ~ feature clicks: window 1h → 2d
                + feature saved: aggregate sum, of rebate, window 1d
                - feature recent
            Backfill:
              feature activity:saved counts only events from now on (column rebate is new in its feature log); older ones need a backfill
            State:
              state of entity user is built anew from its feature logs; the old one answers until then
              job history clicks__user restarts; events wait for it
            Change of meaning:
              feature service ranking: activity:clicks changes meaning (window 1h → 2d)
              feature service detail: activity:clicks changes meaning (window 1h → 2d)
            Removed:
              requests for feature activity:recent fail
            Breaking:
              feature activity:recent is removed: requests for the services that give it lack it (used by feature service ranking)
            Plan: 0 to add, 1 to change, 0 to remove; 1 breaking.
            """);
  }

  @Test
  void what_goes_leaves_its_logs_and_its_dead_letters() {
    Plan plan = new Edited(Definitions.NONE).plan();

    assertThat(plan.toText())
        .endsWith(
            """
            - feature service ranking
            - feature service detail
            Removed:
              requests for feature view activity fail
              requests for feature view popularity fail
              requests for on-demand feature view context fail
              feature log tidemark.shop.log.clicks.user gets no more events; it and its history stay
              feature log tidemark.shop.log.clicks.item gets no more events; it and its history stay
              dead-letter topic tidemark.shop.dead-letters.clicks stays
            Breaking:
              feature service ranking is removed: requests for it fail
              feature service detail is removed: requests for it fail
            Plan: 0 to add, 0 to change, 8 to remove; 2 breaking.
            """);
  }

  @Test
  void a_text_of_several_lines_takes_one() {
    Plan plan =
        SHOP.features(
                "activity",
                new Latest(
                    "last_price", INT64, "price", new Meta("The price\n  paid", "", Map.of())))
            .plan();

    assertThat(plan.toText())
        .isEqualTo(
            """
            ~ feature view activity
                ~ feature last_price: description (none) → The price paid
            Plan: 0 to add, 1 to change, 0 to remove.
            """);
  }

  @Test
  void a_feature_under_another_name_may_be_renamed() {
    Plan plan =
        SHOP.withoutFeature("popularity", "sold")
            .features("popularity", window("sales", Function.COUNT, "", 1))
            .plan();

    assertThat(plan.renames())
        .containsExactly(new Rename("feature", "popularity:sold", "popularity:sales", true));
    assertThat(plan.toText())
        .contains(
            """
            Renames:
              feature popularity:sold is removed and popularity:sales is added with the same content; if \
            this is a rename, requests for the old name fail, and what is stored stays in use. To do it \
            without a gap, add popularity:sales beside it, move the feature services that use it, then \
            remove popularity:sold
            """);
  }

  @Test
  void a_view_under_another_name_and_owner_may_be_renamed() {
    Plan plan = renamed("popularity", "sales", new Meta("", "shop", Map.of())).plan();

    assertThat(plan.renames())
        .containsExactly(new Rename("feature view", "popularity", "sales", false));
    assertThat(plan.consequences())
        .extracting(Consequence::kind)
        .containsOnly(Consequence.Kind.REMOVED);
  }

  @Test
  void a_service_under_another_name_may_be_renamed_and_breaks_requests() {
    Plan plan = SHOP.withoutService("ranking").service("order", part("activity")).plan();

    assertThat(plan.renames())
        .containsExactly(new Rename("feature service", "ranking", "order", true));
    assertThat(plan.breaking()).hasSize(1);
  }

  @Test
  void where_several_objects_fit_no_rename_is_guessed() {
    Edited before =
        SHOP.entities(
            new Entity("shop", List.of(new Column("id", STRING)), Meta.NONE),
            new Entity("branch", List.of(new Column("id", STRING)), Meta.NONE));
    Edited after = SHOP.entities(new Entity("store", List.of(new Column("id", STRING)), Meta.NONE));

    assertThat(after.plan(before).renames()).isEmpty();
  }

  @Test
  void another_content_is_no_rename() {
    Plan plan =
        SHOP.withoutFeature("popularity", "sold")
            .features("popularity", window("sales", Function.COUNT, "", 2))
            .plan();

    assertThat(plan.renames()).isEmpty();
  }

  @Test
  void the_document_says_the_same() throws JsonProcessingException {
    Plan plan =
        SHOP.features("activity", window("clicks", Function.COUNT, "", 2))
            .withoutService("ranking")
            .service("order", part("activity"))
            .plan();

    assertThat(new ObjectMapper().readTree(plan.toJson()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {
                      "project": "shop",
                      "deployed_version": 1,
                      "changes": [
                        {"action": "change", "kind": "feature view", "name": "activity", "fields": []},
                        {"action": "change", "kind": "feature", "name": "activity:clicks",
                         "fields": [{"name": "window", "before": "1h", "after": "2h"}]},
                        {"action": "add", "kind": "feature service", "name": "order",
                         "fields": [{"name": "view activity", "before": null, "after": "all features"}]},
                        {"action": "remove", "kind": "feature service", "name": "ranking", "fields": []}
                      ],
                      "consequences": [
                        {"kind": "meaning", "object": "feature service detail",
                         "text": "feature service detail: activity:clicks changes meaning (window 1h → 2h)"}
                      ],
                      "breaking": [
                        {"what": "feature service ranking is removed", "why": "requests for it fail",
                         "used_by": []}
                      ],
                      "renames": [
                        {"kind": "feature service", "from": "ranking", "to": "order", "exact": true,
                         "text": "feature service ranking is removed and order is added with the same content; if this is a rename, requests for the old name fail. To do it without a gap, add order beside it, move those who ask for it, then remove ranking"}
                      ],
                      "empty": false
                    }
                    """));
  }

  private static Edited renamed(String view, String name, Meta meta) {
    List<FeatureView> views = new ArrayList<>();
    for (FeatureView old : SHOP.all().views()) {
      views.add(
          old.name().equals(view)
              ? new FeatureView(
                  name, old.entity(), old.source(), old.where(), old.ttl(), old.features(), meta)
              : old);
    }
    return SHOP.withViews(views);
  }
}
