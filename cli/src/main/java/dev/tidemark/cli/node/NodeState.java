package dev.tidemark.cli.node;

import dev.tidemark.cli.status.NodeReport;
import dev.tidemark.online.http.Deployed;
import dev.tidemark.online.http.NodeStatus;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a node says about itself, and the waiting for it. */
final class NodeState implements NodeStatus {
  private static final Duration POLL = Duration.ofMillis(10);
  private final RegistryTopic registry;
  private final PastVersions past;
  private final Deployer deployer;
  private final CatchUp catchUp;
  private final Vitals vitals;
  private volatile @Nullable NodeCatalog newest;

  NodeState(RegistryTopic registry, Deployer deployer, CatchUp catchUp, Vitals vitals) {
    this.registry = registry;
    this.past = new PastVersions(registry::history);
    this.deployer = deployer;
    this.catchUp = catchUp;
    this.vitals = vitals;
  }

  @Override
  public boolean ready() {
    return deployer.lookupsGoOn();
  }

  /** Waits until what was applied and published before has taken effect. */
  @Override
  public boolean awaitCaughtUp(Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    try {
      return awaitDeployed(deadline) && catchUp.await(deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until what the registry holds now is deployed; false also when it cannot be. */
  boolean awaitDeployed(Deadline deadline) throws InterruptedException {
    int wanted = registry.current().map(Version::number).orElse(0);
    while (deployer.tried() < wanted) {
      if (deadline.isOver()) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return deployer.problem().isEmpty();
  }

  /** Why the newest version is not deployed. */
  Optional<String> problem() {
    return deployer.problem();
  }

  @Override
  public NodeReport report() {
    return vitals.report();
  }

  @Override
  public Optional<Deployed> deployed() {
    return deployer.deployed().map(this::catalog);
  }

  @SuppressWarnings("ReferenceEquality") // compared at each request
  private NodeCatalog catalog(Deployment deployment) {
    NodeCatalog known = newest;
    if (known == null || known.deployment() != deployment) {
      known = new NodeCatalog(deployment, past);
      newest = known;
    }
    return known;
  }
}
