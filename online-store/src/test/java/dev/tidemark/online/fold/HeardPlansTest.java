package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Function;
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
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeardPlansTest {
  private static final Column KEY = new Column("page", ValueType.of(Scalar.STRING));

  private final HeardPlans plans = new HeardPlans();
  private Optional<Version> last = Optional.empty();

  /** The next version, with as many minutes in its window. */
  private Deployment next(int minutes) {
    Version.Origin origin =
        new Version.Origin("00", Optional.empty(), false, "test", Instant.EPOCH);
    Source edits =
        new Source(
            "edits",
            "edits",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Source.DEFAULT_MAX_FUTURE_SKEW,
            List.of(),
            List.of(),
            Meta.NONE);
    FeatureDefinition count =
        new FeatureDefinition.Window(
            "count",
            Function.COUNT,
            Optional.empty(),
            0,
            Optional.of(Duration.ofMinutes(minutes)),
            Duration.ZERO,
            Optional.empty(),
            Meta.NONE);
    FeatureView view =
        new FeatureView(
            "of_page", "page", "edits", Optional.empty(), Duration.ZERO, List.of(count), Meta.NONE);
    Definitions definitions =
        new Definitions(
            List.of(new Entity("page", List.of(KEY), Meta.NONE)),
            List.of(edits),
            List.of(view),
            List.of(),
            List.of());
    Version version = Compiler.next(last, "test", origin, 1, definitions);
    last = Optional.of(version);
    return Compiler.compile(version);
  }

  private static String application(Deployment of) {
    return EntityPlan.of(of).get("page").application();
  }

  @Test
  void of_each_application_the_newest_versions_are_known() {
    Deployment first = next(1);
    plans.hear(first, Set.of());
    for (int version = 2; version <= 1 + HeardPlans.KEPT; version++) {
      plans.hear(next(1), Set.of());
    }
    assertThat(plans.find(application(first), 1)).isEmpty();
    for (int version = 2; version <= 1 + HeardPlans.KEPT; version++) {
      assertThat(plans.find(application(first), version))
          .get()
          .returns(version, EntityPlan::version);
    }
  }

  @Test
  void what_others_read_stays_known_however_many_versions_come_after_it() {
    String old = application(next(1));
    last = Optional.empty();
    plans.hear(next(1), Set.of());
    for (int version = 0; version < 2 * HeardPlans.KEPT; version++) {
      plans.hear(next(10), Set.of(old));
    }
    assertThat(plans.find(old, 1)).isPresent();

    plans.hear(next(10), Set.of());
    assertThat(plans.find(old, 1)).as("nobody can read it").isEmpty();
  }
}
