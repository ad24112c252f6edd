package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.ApplyConflictException;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is applied, and who follows it. */
@ExtendWith(SharedCluster.class)
class ApplyTest {
  private static final String CUSTOMER_7 =
      """
      {"features": ["orders_of_customer:orders"], "entities": {"customer": [7]}}\
      """;

  @Test
  void followers_see_what_is_deployed_and_then_every_later_version(
      Cluster cluster, @TempDir Path folder) throws Exception {
    TestRepository.on(cluster, folder, "followed")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("followed"));
    FeatureRepository repository = FeatureRepository.read(folder);
    try (RegistryTopic registry = new RegistryTopic(repository.settings().kafka(), "followed")) {
      assertThat(registry.current()).isEmpty();
      TestCommand.done(folder, "apply", "--yes");
      Version first = registry.current().orElseThrow();
      assertThat(first.number()).isEqualTo(1);
      assertThat(first.definitions()).isEqualTo(repository.definitions());

      BlockingQueue<Version> seen = new LinkedBlockingQueue<>();
      registry.follow(seen::add);
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(first);
      Version second =
          Proposal.of(repository, registry.current(), InstantSource.system()).version();
      registry.publish(second);
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(second);
    }
  }

  @Test
  void a_version_that_cannot_be_deployed_leaves_the_one_before_it(
      Cluster cluster, @TempDir Path folder) throws Exception {
    TestRepository.on(cluster, folder, "stays")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("stays"));
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce();
        RegistryTopic registry = new RegistryTopic(node.kafka(), "stays")) {
      TestCommand.done(folder, "apply", "--yes");
      Version good = registry.current().orElseThrow();
      registry.publish(
          new Version(good.project(), 2, good.origin(), 7, good.definitions(), good.schemas()));
      Shop.publish(
          cluster.bootstrapServers(),
          "stays.orders",
          List.of(Shop.order(7, "tea", 2, "2026-01-01T10:00:00Z", null)));
      while (!TestCommand.done(folder, "status").out().contains("Cannot deploy version 2")) {
        Thread.sleep(100);
      }
      assertThat(TestCommand.run(folder, "status", "--wait", "--timeout", "20").exitCode())
          .isEqualTo(1);
      registry.publish(
          new Version(good.project(), 3, good.origin(), 4, good.definitions(), good.schemas()));
      TestCommand.done(folder, "status", "--wait");
      assertThat(new Http(node.http()).lookup(CUSTOMER_7).values("orders").get(0).asInt())
          .isEqualTo(1);
    }
  }

  @Test
  void a_breaking_change_is_refused_unless_it_is_allowed(Cluster cluster, @TempDir Path folder) {
    String definitions = Shop.DEFINITIONS.formatted("breaking");
    TestRepository repository =
        TestRepository.on(cluster, folder, "breaking").write("shop.yaml", definitions);
    TestCommand.done(folder, "apply", "--yes");
    repository.write(
        "shop.yaml",
        definitions.replace("{name: price, type: DOUBLE}", "{name: price, type: INT64}"));
    TestCommand refused = TestCommand.run(folder, "apply", "--yes");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).contains("Breaking:", "price");
    assertThat(refused.err()).contains("--allow-breaking");
    assertThat(TestCommand.done(folder, "plan").out()).contains("Breaking:");
    assertThat(TestCommand.done(folder, "apply", "--yes", "--allow-breaking").out())
        .contains("Applied version 2");
  }

  @Test
  void who_is_overtaken_proposes_once_more(Cluster cluster, @TempDir Path folder) {
    TestRepository.on(cluster, folder, "overtaken")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("overtaken"));
    FeatureRepository repository = FeatureRepository.read(folder);
    InstantSource clock = InstantSource.system();
    try (RegistryTopic registry = new RegistryTopic(repository.settings().kafka(), "overtaken")) {
      Iterator<Definitions> overtaking = List.of(Definitions.NONE).iterator();
      Proposal deployed =
          Proposal.deploy(
              repository, registry, clock, proposal -> overtake(registry, proposal, overtaking));
      assertThat(deployed.version().number()).isEqualTo(2);
      assertThat(registry.current()).contains(deployed.version());
      assertThat(Proposal.deploy(repository, registry, clock, proposal -> {}).plan().isEmpty())
          .isTrue();

      registry.publish(
          Proposal.restoring(first(registry), registry.current(), "x", clock).version());
      Iterator<Definitions> twice = List.of(Definitions.NONE, Definitions.NONE).iterator();
      assertThatThrownBy(() ->
              Proposal.deploy(
                  repository, registry, clock, proposal -> overtake(registry, proposal, twice)))
          .isInstanceOf(ApplyConflictException.class);
      assertThat(registry.current().orElseThrow().number()).isEqualTo(5);
    }
  }

  private static Version first(RegistryTopic registry) {
    return registry.history().getFirst();
  }

  /** Deploys something else under the number of a proposal. */
  private static void overtake(
      RegistryTopic registry, Proposal proposal, Iterator<Definitions> others) {
    if (others.hasNext()) {
      Version version = proposal.version();
      registry.publish(
          new Version(
              version.project(),
              version.number(),
              version.origin(),
              version.partitions(),
              others.next(),
              version.schemas()));
    }
  }

  @Test
  void without_a_terminal_apply_wants_a_yes(Cluster cluster, @TempDir Path folder) {
    TestRepository.on(cluster, folder, "unasked")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("unasked"));
    TestCommand apply = TestCommand.run(folder, "apply");
    assertThat(apply.exitCode()).isEqualTo(2);
    assertThat(apply.err()).contains("--yes");
    assertThat(TestCommand.run(folder, "get", "--features", "a:b", "--entity", "c=1").err())
        .contains("No Tidemark runs on");
  }

  @Test
  void a_cluster_that_does_not_answer_is_named(@TempDir Path folder) {
    new TestRepository(folder)
        .write("tidemark.yaml", "project: lost\nkafka: {bootstrap.servers: \"localhost:1\"}\n")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("lost"));
    TestCommand apply = TestCommand.run(folder, "apply", "--yes");
    assertThat(apply.exitCode()).isEqualTo(1);
    assertThat(apply.err()).contains("localhost:1").doesNotContain("\tat ");
  }
}
