package dev.tidemark.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.apply.PastVersion;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** The registry topic is read once for each version that is deployed. */
class PastVersionsTest {
  private final List<Version> topic = new ArrayList<>();
  private boolean away;
  private int reads;

  private final PastVersions past =
      new PastVersions(() -> {
        reads++;
        if (away) {
          throw new TimeoutException("nobody answers");
        }
        return List.copyOf(topic);
      });

  private void apply() {
    Version.Origin origin =
        new Version.Origin("hash", Optional.empty(), false, "Ada", Instant.EPOCH);
    topic.add(new Version("shop", topic.size() + 1, origin, 4, Definitions.NONE, Map.of()));
  }

  @Test
  void what_was_read_is_kept_until_a_newer_version_is_deployed() {
    apply();
    apply();
    assertThat(past.upTo(2)).extracting(PastVersion::number).containsExactly(1, 2);
    assertThat(past.upTo(2)).hasSize(2);
    assertThat(reads).isEqualTo(1);
    apply();
    assertThat(past.upTo(3)).hasSize(3);
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void what_was_applied_but_is_not_deployed_here_may_be_among_them() {
    apply();
    apply();
    past.upTo(1);
    assertThat(past.upTo(2)).hasSize(2);
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void while_kafka_is_away_the_caller_is_told_so_and_may_try_again() {
    apply();
    away = true;
    assertThatThrownBy(() -> past.upTo(1))
        .isInstanceOfSatisfying(RequestException.class, e -> assertThat(e.status()).isEqualTo(503))
        .hasMessage("Cannot read the versions: nobody answers; try again");
    away = false;
    assertThat(past.upTo(1)).hasSize(1);
  }
}
