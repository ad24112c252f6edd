package dev.tidemark.registry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Origin ORIGIN =
      new Origin("hash", Optional.empty(), false, "someone", Instant.EPOCH);
  private static final ValueType INT64 = ValueType.of(Scalar.INT64);
  private static final ValueType STRING = ValueType.of(Scalar.STRING);

  private final Version first = version(Optional.empty(), 8, definitions(INT64, hours(1)));

  @Test
  void aFirstApplyAddsEverythingAndCreatesTheLog() {
    Plan plan = Plan.between(Optional.empty(), first);

    assertThat(plan.toText())
        .isEqualTo(
            """
            + entity user
                keys: user STRING
            + source clicks
                topic: clicks
                event_time: time in ISO_8601
                max_future_skew: 5m
                column user: STRING
                column price: INT64
            + feature view activity
                entity: user
                source: clicks
                feature clicks: count, window 1h
                feature spent: sum of price, window lifetime
            + feature service ranking
                view activity: all features
            Then:
              feature log tidemark.shop.log.clicks.user is created
            """);
    assertThat(plan.breaking()).isEmpty();
  }

  @Test
  void theSameDefinitionsAgainChangeNothing() {
    Version again = version(Optional.of(first), 8, definitions(INT64, hours(1)));

    assertThat(Plan.between(Optional.of(first), again).isEmpty()).isTrue();
    assertThat(Plan.between(Optional.of(first), again).toText()).isEqualTo("No changes.\n");
  }

  @Test
  void aLongerWindowRebuildsTheState() {
    Version wanted = version(Optional.of(first), 8, definitions(INT64, hours(2)));

    assertThat(Plan.between(Optional.of(first), wanted).toText())
        .isEqualTo(
            """
            ~ feature view activity
                feature clicks: count, window 1h → count, window 2h
            Then:
              state of entity user is built anew from its feature logs; the old one answers until then
            """);
  }

  @Test
  void aShorterWindowBesideAsLongAOneChangesNothingButTheFeature() {
    Version before = version(Optional.empty(), 8, with(hours(1), hours(2)));
    Version wanted = version(Optional.of(before), 8, with(hours(2), hours(2)));

    Plan plan = Plan.between(Optional.of(before), wanted);
    assertThat(plan.changes()).hasSize(1);
    assertThat(plan.effects()).isEmpty();
  }

  @Test
  void anotherTypeOfAColumnIsBreakingAndNamesItsUsers() {
    ValueType wider = ValueType.of(Scalar.DOUBLE);
    Version wanted = version(Optional.of(first), 8, definitions(wider, hours(1)));

    assertThat(Plan.between(Optional.of(first), wanted).breaking())
        .containsExactly(
            "column price of tidemark.shop.log.clicks.user changes from INT64 to DOUBLE: its old"
                + " values cannot be read (used by feature views activity; feature services"
                + " ranking)");
  }

  @Test
  void anotherNumberOfPartitionsIsBreaking() {
    Version wanted = version(Optional.of(first), 4, definitions(INT64, hours(1)));

    Plan plan = Plan.between(Optional.of(first), wanted);
    assertThat(plan.breaking()).singleElement().asString().contains("state.partitions 8 → 4");
    assertThat(plan.isEmpty()).isFalse();
  }

  @Test
  void whatLeftIsRemovedAndItsServiceIsMissed() {
    Version wanted = version(Optional.of(first), 8, Definitions.NONE);

    Plan plan = Plan.between(Optional.of(first), wanted);
    assertThat(plan.changes()).allMatch(change -> change.kind() == Change.Kind.REMOVED);
    assertThat(plan.effects())
        .containsExactly(
            "feature log tidemark.shop.log.clicks.user gets no more events; it and its history"
                + " stay",
            "lookups of feature service ranking will fail");
  }

  private static Optional<Duration> hours(int hours) {
    return Optional.of(Duration.ofHours(hours));
  }

  private static Version version(Optional<Version> after, int partitions, Definitions definitions) {
    return Compiler.next(after, "shop", ORIGIN, partitions, definitions);
  }

  private static Definitions with(Optional<Duration> clicks, Optional<Duration> spent) {
    return definitions(INT64, clicks, spent);
  }

  private static Definitions definitions(ValueType price, Optional<Duration> window) {
    return definitions(price, window, Optional.empty());
  }

  private static Definitions definitions(
      ValueType price, Optional<Duration> window, Optional<Duration> spent) {
    Entity user = new Entity("user", List.of(new Column("user", STRING)), Meta.NONE);
    Source clicks =
        new Source(
            "clicks",
            "clicks",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Source.DEFAULT_MAX_FUTURE_SKEW,
            List.of(new Column("user", STRING), new Column("price", price)),
            List.of(),
            Meta.NONE);
    FeatureView activity =
        new FeatureView(
            "activity",
            "user",
            "clicks",
            Optional.empty(),
            Duration.ZERO,
            List.of(
                feature("clicks", Function.COUNT, Optional.empty(), window),
                feature("spent", Function.SUM, Optional.of("price"), spent)),
            Meta.NONE);
    FeatureService ranking =
        new FeatureService(
            "ranking",
            List.of(new FeatureService.Part("activity", List.of(), Optional.empty(), Map.of())),
            Meta.NONE);
    return new Definitions(
        List.of(user), List.of(clicks), List.of(activity), List.of(), List.of(ranking));
  }

  private static FeatureDefinition feature(
      String name, Function function, Optional<String> of, Optional<Duration> window) {
    return new FeatureDefinition.Window(
        name, function, of, 0, window, Duration.ZERO, Optional.empty(), Meta.NONE);
  }
}
