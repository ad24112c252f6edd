package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import dev.tidemark.registry.kafka.ApplyFailedException;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Versions as they are of thousands of views. */
@ExtendWith(SharedCluster.class)
class LargeVersionTest {
  private static Map<String, String> settings(Cluster cluster) {
    return Map.of("bootstrap.servers", cluster.bootstrapServers());
  }

  @Test
  void a_version_of_several_megabytes_is_deployed(Cluster cluster) {
    try (RegistryTopic registry = new RegistryTopic(settings(cluster), "large")) {
      Version large = large("large");
      registry.publish(large);
      assertThat(registry.current()).contains(large);
    }
  }

  @Test
  void a_version_that_is_too_large_says_what_to_do(Cluster cluster) throws Exception {
    ConfigResource topic =
        new ConfigResource(ConfigResource.Type.TOPIC, new Topics("huge").registry());
    try (RegistryTopic registry = new RegistryTopic(settings(cluster), "huge");
        Admin admin = Admin.create(Map.copyOf(settings(cluster)))) {
      AlterConfigOp smaller =
          new AlterConfigOp(new ConfigEntry("max.message.bytes", "100000"), OpType.SET);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(smaller))).all().get();
      assertThatThrownBy(() -> registry.publish(large("huge")))
          .isInstanceOf(ApplyFailedException.class)
          .hasMessageStartingWith("Cannot apply version 1: its definitions are larger than topic")
          .hasMessageContaining("raise max.message.bytes of the topic");
      assertThat(registry.current()).isEmpty();
    }
  }

  /** Some 8 MB of JSON that compression only halves. */
  private static Version large(String project) {
    StringBuilder text = new StringBuilder();
    new Random(1).ints(8_000_000, 'a', 'q').forEach(letter -> text.append((char) letter));
    Entity entity = new Entity("page", List.of(), new Meta(text.toString(), "", Map.of()));
    return Compiler.next(
        Optional.empty(),
        project,
        new Origin("00ff", Optional.empty(), false, "Ann", Instant.EPOCH),
        4,
        new Definitions(List.of(entity), List.of(), List.of(), List.of(), List.of()));
  }
}
