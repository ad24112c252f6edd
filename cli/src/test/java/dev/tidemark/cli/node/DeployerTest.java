package dev.tidemark.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedCluster.class)
class DeployerTest {
  private final List<String> calls = new ArrayList<>();

  private final class Named implements Role {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public void hear(Deployment deployment) {
      calls.add(name + " hears");
    }

    @Override
    public void deploy(Deployment deployment) {
      calls.add(name + " moves");
    }

    @Override
    public List<Job> jobs() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void all_hear_of_a_version_before_the_first_moves_and_readers_move_before_writers(
      Cluster cluster) {
    Map<String, String> kafka = Map.of("bootstrap.servers", cluster.bootstrapServers());
    try (Admin admin = Admin.create(Map.copyOf(kafka))) {
      List<Role> roles = List.of(new Named("writer"), new Named("reader"));
      Deployer deployer = new Deployer(admin, kafka, roles, () -> true);
      assertThat(deployer.ready()).isFalse();

      deployer.accept(
          Compiler.next(
              Optional.empty(),
              "heard",
              new Version.Origin("00", Optional.empty(), false, "test", Instant.EPOCH),
              1,
              new Definitions(List.of(), List.of(), List.of(), List.of(), List.of())));

      assertThat(calls)
          .containsExactly("writer hears", "reader hears", "reader moves", "writer moves");
      assertThat(deployer.ready()).isTrue();
    }
  }
}
