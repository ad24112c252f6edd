package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoldNumbersTest {
  private static final Column ROBOT = new Column("robot", ValueType.of(Scalar.BOOL));
  private static final Deployment DEPLOYMENT = Fixture.deployment(definitions());

  private final List<String> told = new ArrayList<>();
  private final EntityPlan plan = EntityPlan.of(DEPLOYMENT).get("user");
  private final FoldNumbers numbers =
      new FoldNumbers(
          plan, (source, entity) -> time -> told.add(source + " " + entity + " " + time));

  private static Definitions definitions() {
    Source clicks =
        new Source(
            "clicks",
            "clicks",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Source.DEFAULT_MAX_FUTURE_SKEW,
            List.of(ROBOT),
            List.of(),
            Meta.NONE);
    return new Definitions(
        List.of(
            new Entity("user", List.of(new Column("user", ValueType.of(Scalar.INT64))), Meta.NONE)),
        List.of(clicks),
        List.of(view("all", Optional.empty()), view("human", Optional.of("!robot"))),
        List.of(),
        List.of());
  }

  private static FeatureView view(String name, Optional<String> where) {
    return new FeatureView(
        name,
        "user",
        "clicks",
        where,
        Duration.ZERO,
        List.of(new FeatureDefinition.Latest("robot", ROBOT.type(), "robot", Meta.NONE)),
        Meta.NONE);
  }

  private void fold(long time, boolean robot, long appended) {
    byte[] row =
        new RowEncoder(plan.logs().getFirst().plan().schema())
            .encode(time, Micros.NONE, new Object[] {robot}, new boolean[] {!robot});
    String topic = plan.topics().getFirst();
    LogRow event = plan.states().get(topic).rows().read(row, 0, appended);
    numbers.folded(topic, event);
  }

  private Optional<Long> newest(String view) {
    var newest = numbers.newest(DEPLOYMENT.views().get(view));
    return newest.isPresent() ? Optional.of(newest.getAsLong()) : Optional.empty();
  }

  @Test
  void a_view_s_newest_event_is_one_that_it_takes() {
    assertThat(newest("all")).isEmpty();
    fold(100, false, 0);
    fold(300, true, 0);
    fold(200, true, 0);
    assertThat(newest("all")).contains(300L);
    assertThat(newest("human")).contains(100L);
    assertThat(numbers.events()).isEqualTo(3);
  }

  @Test
  void only_what_lookups_read_is_told_to_be_readable() {
    fold(100, false, 7);
    numbers.answers();
    fold(100, false, 8);
    assertThat(told).containsExactly("clicks user 8");
  }
}
