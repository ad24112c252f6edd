package dev.tidemark.registry.plan;

import static dev.tidemark.registry.plan.Edited.DOUBLE;
import static dev.tidemark.registry.plan.Edited.INT64;
import static dev.tidemark.registry.plan.Edited.SHOP;
import static dev.tidemark.registry.plan.Edited.STRING;
import static dev.tidemark.registry.plan.Edited.lastN;
import static dev.tidemark.registry.plan.Edited.offset;
import static dev.tidemark.registry.plan.Edited.onDemand;
import static dev.tidemark.registry.plan.Edited.part;
import static dev.tidemark.registry.plan.Edited.percentile;
import static dev.tidemark.registry.plan.Edited.resolution;
import static dev.tidemark.registry.plan.Edited.where;
import static dev.tidemark.registry.plan.Edited.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureDefinition.Latest;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureService.Part;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.plan.Consequence.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules of {@code docs/spec/compatibility.md}, each by its name. */
class CompatibilityTest {
  private static final Meta TOLD = new Meta("What it is", "web", Map.of("tier", "1"));
  private static final String REBUILT =
      "state of entity user is built anew from its feature logs; the old one answers until then";

  /** Nothing is left out of the page. */
  @Test
  void the_page_names_every_rule() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "spec", "compatibility.md"));
    List<String> rules =
        Stream.of(CompatibilityTest.class.getDeclaredClasses())
            .flatMap(heading -> Stream.of(heading.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName())
            .toList();

    assertThat(rules).isNotEmpty().allMatch(rule -> page.contains("`" + rule + "`"));
  }

  /** Applied at once; nothing that is stored or answered changes. */
  @Nested
  class Free {
    @Test
    void a_description_an_owner_and_tags_are_free() {
      free(SHOP.view("activity", view -> told(view)).plan());
      free(SHOP.features("activity", new Latest("last_price", INT64, "price", TOLD)).plan());
      free(
          SHOP.withServices(
                  SHOP.all().services().stream()
                      .map(s -> new FeatureService(s.name(), s.features(), TOLD))
                      .toList())
              .plan());
    }

    @Test
    void a_ttl_is_free() {
      free(
          SHOP.view(
                  "activity",
                  view ->
                      new FeatureView(
                          "activity",
                          "user",
                          "clicks",
                          Optional.empty(),
                          Duration.ofDays(7),
                          view.features(),
                          Meta.NONE))
              .plan());
    }

    @Test
    void a_max_future_skew_is_free() {
      free(SHOP.source(source -> skewed(source)).plan());
    }

    @Test
    void a_column_that_no_feature_reads_is_free() {
      free(SHOP.source(source -> columns(source, new Column("shop", STRING))).plan());
    }

    @Test
    void a_new_feature_over_known_inputs_is_free() {
      free(SHOP.features("activity", window("spent_12h", Function.SUM, "price", 12)).plan());
      free(SHOP.features("activity", new Latest("price", INT64, "price", Meta.NONE)).plan());
    }

    @Test
    void a_new_view_over_a_known_log_is_free() {
      free(SHOP.views(view("more", "user", window("spent_2h", Function.SUM, "price", 2))).plan());
    }

    @Test
    void the_history_files_of_a_source_are_free() {
      free(
          SHOP.source(source ->
                  options(
                      source,
                      new Source.Options(
                          new Format.Json(),
                          Map.of(),
                          false,
                          Optional.empty(),
                          Optional.of(
                              new Source.History(
                                  "data/*.csv", Source.History.FileFormat.CSV, Duration.ZERO)))))
              .plan());
    }

    @Test
    void another_content_of_a_schema_file_is_free() {
      Edited before = SHOP.source(source -> options(source, avro("{}")));

      free(SHOP.source(source -> options(source, avro("{ }"))).plan(before));
    }

    @Test
    void a_new_entity_is_free() {
      free(SHOP.entities(entity("shop")).plan());
    }

    @Test
    void a_new_source_is_free_and_gets_its_topics() {
      Plan plan = SHOP.sources(source("orders")).plan();

      assertThat(plan.consequences())
          .extracting(Consequence::text)
          .containsExactly(
              "topic shop.orders is created if it is missing",
              "dead-letter topic tidemark.shop.dead-letters.orders is created if it is missing");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void a_new_service_is_free() {
      free(SHOP.service("third", part("popularity")).plan());
    }

    @Test
    void the_log_of_a_service_is_free() {
      Edited logged =
          SHOP.withServices(
              SHOP.all().services().stream()
                  .map(s ->
                      new FeatureService(
                          s.name(),
                          s.features(),
                          Optional.of(new FeatureService.Log(0.5)),
                          s.meta()))
                  .toList());
      assertThat(logged.plan().breaking()).isEmpty();
      assertThat(logged.plan().toText())
          .contains(
              "serving log tidemark.shop.served.ranking is created if it is missing, and its table"
                  + " served__log__ranking");
      assertThat(SHOP.plan(logged).breaking()).isEmpty();
      assertThat(SHOP.plan(logged).toText())
          .contains(
              "serving log tidemark.shop.served.ranking gets no more lookups; it and its table stay");
    }

    @Test
    void a_new_on_demand_view_is_free() {
      Edited before = SHOP.withoutService("detail").onDemand(List.of());

      free(SHOP.withoutService("detail").plan(before));
    }

    @Test
    void widening_a_service_is_free() {
      Edited narrow = SHOP.service("ranking", part("activity", "clicks"));

      free(SHOP.service("ranking", part("activity", "clicks", "spent")).plan(narrow));
      free(SHOP.service("ranking", part("activity")).plan(narrow));
    }

    @Test
    void the_order_of_features_is_free() {
      Plan plan =
          SHOP.view("activity", view -> Edited.withFeatures(view, view.features().reversed()))
              .plan();

      free(plan);
      assertThat(plan.changes().getFirst().fields())
          .extracting(Field::name)
          .containsExactly("order of features");
    }

    @Test
    void another_type_of_a_column_that_no_log_holds_is_free() {
      Plan plan = SHOP.source(source -> retyped(source, "rebate")).plan();

      assertThat(plan.breaking()).isEmpty();
      assertThat(texts(plan, Kind.MEANING)).isEmpty();
    }

    @Test
    void a_column_that_leaves_a_log_is_free_but_for_a_restart() {
      Edited before = SHOP.features("popularity", new Latest("paid", INT64, "price", Meta.NONE));
      Plan plan = SHOP.plan(before);

      assertThat(plan.consequences())
          .extracting(Consequence::object)
          .containsExactly("job history clicks__item", "feature popularity:paid");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void other_keys_of_an_entity_without_views_are_free() {
      Edited before = SHOP.entities(entity("shop"));

      free(before.entity("shop", List.of(new Column("shop_id", INT64))).plan(before));
    }
  }

  /** Applied, and the features answer as before or from the feature log. */
  @Nested
  class Rebuild {
    @Test
    void a_longer_window_is_rebuilt_from_the_feature_log_without_a_backfill() {
      Plan plan = SHOP.features("activity", window("clicks", Function.COUNT, "", 48)).plan();

      assertThat(texts(plan, Kind.STATE)).containsExactly(REBUILT);
      assertThat(texts(plan, Kind.BACKFILL)).isEmpty();
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void another_function_over_known_inputs_is_rebuilt_without_a_backfill() {
      Plan plan = SHOP.features("activity", window("mean", Function.MEAN, "price", 12)).plan();

      assertThat(texts(plan, Kind.STATE)).containsExactly(REBUILT);
      assertThat(texts(plan, Kind.BACKFILL)).isEmpty();
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void a_lifetime_window_over_known_inputs_is_rebuilt_without_a_backfill() {
      Plan plan = SHOP.features("activity", lifetime("ever", "price")).plan();

      assertThat(texts(plan, Kind.STATE)).containsExactly(REBUILT);
      assertThat(texts(plan, Kind.BACKFILL)).isEmpty();
    }
  }

  /** Applied; events from before the apply are missing or as they were. */
  @Nested
  class Backfill {
    @Test
    void a_feature_over_a_new_column_needs_a_backfill() {
      Plan plan = SHOP.features("activity", window("saved", Function.SUM, "rebate", 1)).plan();

      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly(
              "feature activity:saved counts only events from now on (column rebate is new in its"
                  + " feature log); older ones need a backfill");
      assertThat(texts(plan, Kind.STATE)).contains(REBUILT);
      assertThat(texts(plan, Kind.MEANING)).isEmpty();
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void a_latest_feature_over_a_new_column_needs_a_backfill() {
      Plan plan =
          SHOP.features("activity", new Latest("rebate", INT64, "rebate", Meta.NONE)).plan();

      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly(
              "feature activity:rebate knows only events from now on (column rebate is new in its"
                  + " feature log); older ones need a backfill");
    }

    @Test
    void a_new_condition_needs_a_backfill() {
      Plan plan =
          SHOP.features("activity", where(window("large", Function.COUNT, "", 1), "price > 10"))
              .plan();

      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly(
              "feature activity:large counts only events from now on (condition price > 10 is new"
                  + " in its feature log); older ones need a backfill");
    }

    @Test
    void a_changed_condition_needs_a_backfill_and_changes_meaning() {
      Plan plan =
          SHOP.features("activity", where(window("dear", Function.COUNT, "", 1), "cents > 5"))
              .plan();

      assertThat(texts(plan, Kind.BACKFILL)).hasSize(1);
      assertThat(texts(plan, Kind.MEANING))
          .containsExactly(
              "feature service ranking: activity:dear changes meaning (where cents > 1000 → cents >"
                  + " 5)");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void a_condition_of_a_view_needs_a_backfill_of_all_its_features() {
      Plan plan = SHOP.view("activity", view -> only(view, "price > 10")).plan();

      assertThat(texts(plan, Kind.BACKFILL))
          .contains(
              "feature activity:clicks counts only events from now on (condition price > 10 is new"
                  + " in its feature log); older ones need a backfill");
      assertThat(texts(plan, Kind.MEANING))
          .contains(
              "feature service ranking: all features of activity change meaning (where of the view"
                  + " (none) → price > 10)");
    }

    @Test
    void a_changed_derived_expression_changes_meaning_and_old_rows_keep_the_old_values() {
      Plan plan = SHOP.source(source -> derived(source, "price * 1000")).plan();

      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly(
              "source clicks: events before the apply keep derived column cents as it was then");
      assertThat(texts(plan, Kind.MEANING))
          .containsExactly(
              "feature service ranking: activity:dear changes meaning (derived column cents INT64 ="
                  + " price * 100 → INT64 = price * 1000)");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void a_new_view_over_a_new_pair_starts_empty() {
      Edited before = SHOP.withoutView("popularity");

      assertThat(texts(SHOP.plan(before), Kind.BACKFILL))
          .containsExactly(
              "features of popularity start empty (their feature log is new, and the source goes on"
                  + " where it is); older events need a backfill");
      assertThat(texts(SHOP.plan(before), Kind.TOPICS))
          .containsExactly("feature log tidemark.shop.log.clicks.item is created");
    }

    @Test
    void a_log_that_comes_back_goes_on_from_what_it_holds() {
      var first = SHOP.after(Optional.empty());
      var without = SHOP.withoutView("popularity").after(Optional.of(first));
      Plan plan = Plan.between(Optional.of(without), SHOP.after(Optional.of(without)));

      assertThat(texts(plan, Kind.TOPICS))
          .containsExactly("feature log tidemark.shop.log.clicks.item gets events again");
      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly(
              "features of popularity go on from what their feature log holds; events since then"
                  + " may need a backfill");
    }

    @Test
    void a_column_that_comes_back_lacks_the_time_without_it() {
      var first = SHOP.after(Optional.empty());
      var without = SHOP.withoutFeature("activity", "recent").after(Optional.of(first));
      Plan plan = Plan.between(Optional.of(without), SHOP.after(Optional.of(without)));

      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly(
              "feature activity:recent lacks the events that its feature log took without column"
                  + " item; those need a backfill");
    }
  }

  /** Applied; features give other values for the same events. */
  @Nested
  class Meaning {
    @Test
    void another_window_changes_meaning() {
      changes(
          SHOP.features("activity", window("clicks", Function.COUNT, "", 2)),
          "feature service ranking: activity:clicks changes meaning (window 1h → 2h)",
          "feature service detail: activity:clicks changes meaning (window 1h → 2h)");
    }

    @Test
    void another_offset_changes_meaning() {
      changes(
          SHOP.features("activity", offset(window("clicks", Function.COUNT, "", 1), 3)),
          "feature service ranking: activity:clicks changes meaning (offset (none) → 3h)",
          "feature service detail: activity:clicks changes meaning (offset (none) → 3h)");
    }

    @Test
    void another_resolution_changes_meaning() {
      changes(
          SHOP.features("activity", resolution(window("clicks", Function.COUNT, "", 1), 15)),
          "feature service ranking: activity:clicks changes meaning (resolution (none) → 15m)",
          "feature service detail: activity:clicks changes meaning (resolution (none) → 15m)");
    }

    @Test
    void another_percentile_changes_meaning() {
      Edited before = SHOP.features("activity", percentile("price_p", 0.5));

      assertThat(
              texts(
                  SHOP.features("activity", percentile("price_p", 0.99)).plan(before),
                  Kind.MEANING))
          .containsExactly(
              "feature service ranking: activity:price_p changes meaning (percentile 0.5 → 0.99)");
    }

    @Test
    void another_n_changes_meaning() {
      changes(
          SHOP.features("activity", lastN("recent", 9)),
          "feature service ranking: activity:recent changes meaning (n 5 → 9)");
    }

    @Test
    void another_aggregate_of_the_same_type_changes_meaning_also_through_on_demand_views() {
      changes(
          SHOP.features("activity", window("spent", Function.MAX, "price", 24)),
          "feature service ranking: activity:spent changes meaning (aggregate sum → max)",
          "feature service detail: activity:spent changes meaning (aggregate sum → max)",
          "feature service detail: context:share changes meaning (its input activity:spent)");
    }

    @Test
    void another_input_changes_meaning() {
      Edited before = SHOP.features("activity", window("sum", Function.SUM, "price", 1));

      assertThat(
              texts(
                  SHOP.features("activity", window("sum", Function.SUM, "cents", 1)).plan(before),
                  Kind.MEANING))
          .containsExactly(
              "feature service ranking: activity:sum changes meaning (of price → cents)");
    }

    @Test
    void another_source_column_of_a_latest_feature_changes_meaning() {
      Plan plan =
          SHOP.features("activity", new Latest("last_price", INT64, "cents", Meta.NONE)).plan();

      assertThat(texts(plan, Kind.MEANING))
          .containsExactly(
              "feature service ranking: activity:last_price changes meaning (from price → cents)");
    }

    @Test
    void another_source_of_a_view_changes_meaning_and_starts_with_what_its_topic_holds() {
      Plan plan =
          SHOP.sources(source("orders")).view("popularity", view -> over(view, "orders")).plan();

      assertThat(texts(plan, Kind.MEANING))
          .containsExactly(
              "popularity:sold changes meaning (source clicks → orders); no feature service gives"
                  + " it");
      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly(
              "features of popularity start with what topic shop.orders still holds; older events"
                  + " need a backfill");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void another_entity_of_a_view_changes_meaning() {
      Edited before = SHOP.views(view("more", "user", window("f", Function.COUNT, "", 1)));
      Edited after = SHOP.views(view("more", "item", window("f", Function.COUNT, "", 1)));

      assertThat(texts(after.plan(before), Kind.MEANING))
          .containsExactly(
              "more:f changes meaning (entity user → item); no feature service gives it");
    }

    @Test
    void another_event_time_changes_meaning_and_old_rows_keep_the_old_times() {
      Plan plan = SHOP.source(source -> timed(source, "at", Optional.empty())).plan();

      assertThat(texts(plan, Kind.MEANING))
          .contains(
              "feature service ranking: all features of activity change meaning (event_time time in"
                  + " ISO_8601 → at in ISO_8601)");
      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly("source clicks: events before the apply keep event_time as it was then");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void another_created_time_changes_the_meaning_of_what_depends_on_the_order_of_ties() {
      Plan plan = SHOP.source(source -> timed(source, "time", Optional.of("made"))).plan();

      assertThat(texts(plan, Kind.MEANING))
          .containsExactly(
              "feature service ranking: activity:last_price, activity:recent change meaning"
                  + " (created_time (none) → made in ISO_8601)");
    }

    @Test
    void another_topic_of_a_source_changes_where_events_come_from() {
      Plan plan = SHOP.source(source -> topic(source, "shop.clicks.v2")).plan();

      assertThat(texts(plan, Kind.MEANING))
          .containsExactly(
              "source clicks reads topic shop.clicks.v2 from its beginning; what it took from"
                  + " shop.clicks stays, so an event that is in both counts twice");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void another_format_concerns_messages_from_now_on() {
      Plan plan = SHOP.source(source -> options(source, avro("{}"))).plan();

      assertThat(texts(plan, Kind.MEANING))
          .containsExactly(
              "source clicks reads messages as AVRO from now on; those in JSON that it has not read"
                  + " yet become dead letters");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void another_place_of_a_column_changes_meaning_and_old_rows_keep_the_old_values() {
      Plan plan =
          SHOP.source(source ->
                  options(
                      source,
                      new Source.Options(
                          new Format.Json(),
                          Map.of("item", Origin.Field.of("item.id")),
                          false,
                          Optional.empty(),
                          Optional.empty())))
              .plan();

      assertThat(texts(plan, Kind.MEANING))
          .containsExactly(
              "feature service ranking: activity:recent changes meaning (column item STRING →"
                  + " STRING of path item.id)");
      assertThat(texts(plan, Kind.BACKFILL))
          .containsExactly(
              "source clicks: events before the apply keep column item as it was then");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void keeping_numbers_that_are_not_finite_concerns_events_from_now_on() {
      Edited keeps =
          SHOP.source(source ->
              options(
                  source,
                  new Source.Options(
                      new Format.Json(), Map.of(), true, Optional.empty(), Optional.empty())));

      changes(
          keeps,
          "source clicks takes NaN and infinities as values from now on; what it refused stays"
              + " refused");
      assertThat(texts(SHOP.plan(keeps), Kind.MEANING))
          .containsExactly(
              "source clicks refuses NaN and infinities from now on; those that it took stay");
    }

    @Test
    void another_id_concerns_events_from_now_on_and_restarts_the_job() {
      Edited deduped = SHOP.source(source -> options(source, identified("order")));

      changes(
          deduped,
          "source clicks drops events of the same order within 1d from now on; what it took stays");
      assertThat(texts(deduped.plan(), Kind.STATE))
          .containsExactly("job shape clicks restarts; events wait for it");
      assertThat(texts(SHOP.plan(deduped), Kind.MEANING))
          .containsExactly(
              "source clicks takes every event from now on, also repeated ones; what it took"
                  + " stays");
    }

    @Test
    void another_on_demand_expression_changes_meaning() {
      changes(
          SHOP.context(amount(), onDemand("share", "double(activity.spent)")),
          "feature service detail: context:share changes meaning (expression double(amount) /"
              + " double(activity.spent) → double(activity.spent))");
    }

    @Test
    void a_name_in_a_service_that_stands_for_another_view_changes_meaning() {
      Edited before =
          SHOP.service(
              "third", new Part("activity", List.of("clicks"), Optional.of("a"), Map.of()));
      Edited copied = before.views(view("twin", "user", window("clicks", Function.COUNT, "", 1)));
      Plan plan =
          copied
              .service("third", new Part("twin", List.of("clicks"), Optional.of("a"), Map.of()))
              .plan(copied);

      assertThat(texts(plan, Kind.MEANING))
          .containsExactly("feature service third: a changes meaning (view activity → twin)");
      assertThat(plan.breaking()).isEmpty();
    }
  }

  /** Applied; listed, since requests by these names fail. */
  @Nested
  class Removal {
    @Test
    void removing_a_feature_that_no_service_gives_is_not_breaking() {
      Edited before = SHOP.features("popularity", window("sold_2h", Function.COUNT, "", 2));
      Plan plan = before.withoutFeature("popularity", "sold").plan(before);

      assertThat(texts(plan, Kind.REMOVED))
          .containsExactly("requests for feature popularity:sold fail");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void removing_a_view_that_no_service_gives_is_not_breaking() {
      Plan plan = SHOP.withoutView("popularity").plan();

      assertThat(texts(plan, Kind.REMOVED))
          .containsExactly(
              "requests for feature view popularity fail",
              "feature log tidemark.shop.log.clicks.item gets no more events; it and its history"
                  + " stay");
      assertThat(plan.breaking()).isEmpty();
    }

    @Test
    void removing_a_source_leaves_its_dead_letters() {
      assertThat(texts(SHOP.plan(SHOP.sources(source("orders"))), Kind.REMOVED))
          .containsExactly("dead-letter topic tidemark.shop.dead-letters.orders stays");
    }
  }

  /** Refused, unless it is allowed. */
  @Nested
  class Refused {
    @Test
    void another_type_of_a_stored_column_is_breaking() {
      assertThat(SHOP.source(source -> retyped(source, "price")).plan().breaking())
          .contains(
              new Breaking(
                  "column price of source clicks: INT64 → DOUBLE",
                  "its old values in tidemark.shop.log.clicks.user cannot be read",
                  List.of(
                      "feature view activity",
                      "on-demand feature view context",
                      "feature service ranking",
                      "feature service detail")));
    }

    @Test
    void other_keys_of_an_entity_are_breaking() {
      assertThat(
              SHOP.withoutService("detail")
                  .entity("item", List.of(new Column("item", STRING), new Column("user", STRING)))
                  .plan(SHOP.withoutService("detail"))
                  .breaking())
          .containsExactly(
              new Breaking(
                  "entity item: keys item STRING → item STRING, user STRING",
                  "what is stored is found by the old keys, and requests bring those",
                  List.of("feature view popularity")));
    }

    @Test
    void another_number_of_partitions_is_breaking() {
      var deployed = SHOP.after(Optional.empty());
      var wanted = Compiler.next(Optional.of(deployed), "shop", Edited.ORIGIN, 4, SHOP.all());
      Plan plan = Plan.between(Optional.of(deployed), wanted);

      assertThat(plan.breaking())
          .containsExactly(
              new Breaking(
                  "state.partitions 8 → 4",
                  "keys would be looked for in other partitions than they lie in",
                  List.of()));
      assertThat(plan.isEmpty()).isFalse();
    }

    @Test
    void another_type_of_a_feature_is_breaking() {
      breaks(
          SHOP.features("activity", window("spent", Function.MEAN, "price", 24)),
          new Breaking(
              "feature activity:spent: INT64 → DOUBLE",
              "who asks for it gets another type",
              List.of(
                  "on-demand feature view context",
                  "feature service ranking",
                  "feature service detail")));
    }

    @Test
    void removing_a_feature_that_a_service_gives_is_breaking() {
      breaks(
          SHOP.withoutFeature("activity", "recent"),
          new Breaking(
              "feature activity:recent is removed",
              "requests for the services that give it lack it",
              List.of("feature service ranking")));
    }

    @Test
    void removing_a_view_that_a_service_gives_is_breaking() {
      Edited before = SHOP.service("third", part("popularity"), part("activity", "clicks"));

      assertThat(
              before
                  .service("third", part("activity", "clicks"))
                  .withoutView("popularity")
                  .plan(before)
                  .breaking())
          .containsExactly(
              new Breaking(
                  "feature view popularity is removed",
                  "requests for the services that give it lack it",
                  List.of("feature service third")));
    }

    @Test
    void removing_an_on_demand_view_that_a_service_gives_is_breaking() {
      Edited before = SHOP.service("detail", part("activity", "clicks"), part("context"));

      assertThat(
              before
                  .onDemand(List.of())
                  .service("detail", part("activity", "clicks"))
                  .plan(before)
                  .breaking())
          .contains(
              new Breaking(
                  "on-demand feature view context is removed",
                  "requests for the services that give it lack it",
                  List.of("feature service detail")));
    }

    @Test
    void a_view_that_goes_while_its_name_in_a_service_stays_is_not_breaking() {
      Part was = new Part("popularity", List.of("sold"), Optional.of("sales"), Map.of());
      Part will = new Part("twin", List.of("sold"), Optional.of("sales"), Map.of());
      Edited before = SHOP.service("third", was);

      assertThat(
              before
                  .withoutView("popularity")
                  .views(view("twin", "item", window("sold", Function.COUNT, "", 1)))
                  .service("third", will)
                  .plan(before)
                  .breaking())
          .isEmpty();
    }

    @Test
    void removing_a_service_is_breaking() {
      breaks(
          SHOP.withoutService("ranking"),
          new Breaking("feature service ranking is removed", "requests for it fail", List.of()));
    }

    @Test
    void narrowing_a_service_is_breaking() {
      breaks(
          SHOP.service("ranking", part("activity", "clicks", "spent", "recent", "dear")),
          new Breaking(
              "feature service ranking no longer gives activity:last_price",
              "requests for it and training sets from it lack that",
              List.of()));
    }

    @Test
    void another_name_of_a_view_in_a_service_is_breaking() {
      Edited before = SHOP.service("ranking", part("activity", "clicks"));

      assertThat(
              before
                  .service(
                      "ranking",
                      new Part("activity", List.of("clicks"), Optional.of("a"), Map.of()))
                  .plan(before)
                  .breaking())
          .containsExactly(
              new Breaking(
                  "feature service ranking no longer gives activity:clicks",
                  "requests for it and training sets from it lack that",
                  List.of()));
    }

    @Test
    void other_key_columns_of_a_service_are_breaking() {
      Part buyer =
          new Part(
              "activity",
              List.of("clicks", "spent"),
              Optional.of("buyer"),
              Map.of("user", "buyer"));

      breaks(
          SHOP.service("detail", buyer, part("context")),
          new Breaking(
              "feature service detail: buyer is looked up by buyer instead of buyer_id",
              "requests bring the old columns",
              List.of()));
    }

    @Test
    void another_key_that_a_service_needs_is_breaking() {
      breaks(
          SHOP.service("ranking", part("activity"), part("popularity")),
          new Breaking(
              "feature service ranking needs item in requests",
              "requests that worked do not bring it",
              List.of()));
    }

    @Test
    void another_request_column_that_a_service_needs_is_breaking() {
      breaks(
          SHOP.context(
              List.of(new Column("amount", INT64), new Column("rate", DOUBLE)),
              onDemand("share", "double(amount) * rate / double(activity.spent)")),
          new Breaking(
              "feature service detail needs rate in requests",
              "requests that worked do not bring it",
              List.of()));
    }

    @Test
    void another_type_of_a_request_column_is_breaking() {
      breaks(
          SHOP.context(
              List.of(new Column("amount", DOUBLE)),
              onDemand("share", "double(amount) / double(activity.spent)")),
          new Breaking(
              "feature service detail: request column amount: INT64 → DOUBLE",
              "requests bring the old type",
              List.of()));
    }

    @Test
    void a_request_column_that_nobody_knows_any_more_is_breaking() {
      breaks(
          SHOP.context(List.of(), onDemand("share", "double(activity.spent)")),
          new Breaking(
              "feature service detail no longer knows amount",
              "requests that bring it are refused",
              List.of()));
    }

    @Test
    void a_name_in_a_service_that_gives_another_type_is_breaking() {
      Edited before =
          SHOP.views(view("twin", "user", window("clicks", Function.MEAN, "price", 1)))
              .service(
                  "third", new Part("activity", List.of("clicks"), Optional.of("a"), Map.of()));

      assertThat(
              before
                  .service("third", new Part("twin", List.of("clicks"), Optional.of("a"), Map.of()))
                  .plan(before)
                  .breaking())
          .containsExactly(
              new Breaking(
                  "feature service third: a is twin instead of activity, and clicks has another"
                      + " type",
                  "who asks for it gets another type",
                  List.of()));
    }
  }

  private static void free(Plan plan) {
    assertThat(plan.changes()).isNotEmpty();
    assertThat(plan.consequences()).isEmpty();
    assertThat(plan.breaking()).isEmpty();
  }

  private static void changes(Edited wanted, String... meanings) {
    assertThat(texts(wanted.plan(), Kind.MEANING)).containsExactly(meanings);
    assertThat(wanted.plan().breaking()).isEmpty();
  }

  private static void breaks(Edited wanted, Breaking... breaking) {
    assertThat(wanted.plan().breaking()).containsExactly(breaking);
  }

  private static List<String> texts(Plan plan, Kind kind) {
    return plan.consequences().stream()
        .filter(consequence -> consequence.kind() == kind)
        .map(Consequence::text)
        .toList();
  }

  private static Entity entity(String name) {
    return new Entity(name, List.of(new Column(name, STRING)), Meta.NONE);
  }

  private static List<Column> amount() {
    return List.of(new Column("amount", INT64));
  }

  private static FeatureView view(String name, String entity, FeatureDefinition feature) {
    return new FeatureView(
        name, entity, "clicks", Optional.empty(), Duration.ZERO, List.of(feature), Meta.NONE);
  }

  private static FeatureView told(FeatureView view) {
    return new FeatureView(
        view.name(), view.entity(), view.source(), view.where(), view.ttl(), view.features(), TOLD);
  }

  private static FeatureView only(FeatureView view, String where) {
    return new FeatureView(
        view.name(),
        view.entity(),
        view.source(),
        Optional.of(where),
        view.ttl(),
        view.features(),
        view.meta());
  }

  private static FeatureView over(FeatureView view, String source) {
    return new FeatureView(
        view.name(), view.entity(), source, view.where(), view.ttl(), view.features(), view.meta());
  }

  private static FeatureDefinition lifetime(String name, String of) {
    return new FeatureDefinition.Window(
        name,
        Function.SUM,
        Optional.of(of),
        0,
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        Meta.NONE);
  }

  private static Source source(String name) {
    Source clicks = SHOP.all().sources().getFirst();
    return new Source(
        name,
        "shop." + name,
        clicks.eventTime(),
        clicks.createdTime(),
        clicks.maxFutureSkew(),
        clicks.columns(),
        clicks.derived(),
        clicks.meta());
  }

  private static Source.Options avro(String schema) {
    return new Source.Options(
        new Format.Avro(Optional.of(new Format.SchemaFile("click.avsc", schema))),
        Map.of(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static Source.Options identified(String id) {
    return new Source.Options(
        new Format.Json(),
        Map.of(),
        false,
        Optional.of(new Source.Identity(id, Duration.ofDays(1))),
        Optional.empty());
  }

  private static Source options(Source source, Source.Options options) {
    return new Source(
        source.name(),
        source.topic(),
        source.eventTime(),
        source.createdTime(),
        source.maxFutureSkew(),
        source.columns(),
        source.derived(),
        options,
        source.meta());
  }

  private static Source skewed(Source source) {
    return new Source(
        source.name(),
        source.topic(),
        source.eventTime(),
        source.createdTime(),
        Duration.ofMinutes(1),
        source.columns(),
        source.derived(),
        source.meta());
  }

  private static Source topic(Source source, String topic) {
    return new Source(
        source.name(),
        topic,
        source.eventTime(),
        source.createdTime(),
        source.maxFutureSkew(),
        source.columns(),
        source.derived(),
        source.meta());
  }

  private static Source timed(Source source, String eventTime, Optional<String> createdTime) {
    return new Source(
        source.name(),
        source.topic(),
        new Source.TimeColumn(eventTime, TimeFormat.iso8601()),
        createdTime.map(column -> new Source.TimeColumn(column, TimeFormat.iso8601())),
        source.maxFutureSkew(),
        source.columns(),
        source.derived(),
        source.meta());
  }

  private static Source columns(Source source, Column more) {
    List<Column> columns = new ArrayList<>(source.columns());
    columns.add(more);
    return columns(source, columns, source.derived());
  }

  private static Source retyped(Source source, String name) {
    List<Column> columns =
        source.columns().stream()
            .map(c -> c.name().equals(name) ? new Column(name, DOUBLE) : c)
            .toList();
    return columns(source, columns, source.derived());
  }

  private static Source derived(Source source, String expression) {
    return columns(
        source, source.columns(), List.of(new Source.Derived("cents", INT64, expression)));
  }

  private static Source columns(Source source, List<Column> columns, List<Source.Derived> derived) {
    return new Source(
        source.name(),
        source.topic(),
        source.eventTime(),
        source.createdTime(),
        source.maxFutureSkew(),
        columns,
        derived,
        source.meta());
  }
}
