package dev.tidemark.cli.node;

import dev.tidemark.cli.node.NodeReport.JobReport;
import dev.tidemark.online.http.NodeStatus;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.kafka.GroupOffsets;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** What a node says about itself, and the waiting for it. */
final class NodeState implements NodeStatus {
  private static final Duration POLL = Duration.ofMillis(10);
  private final String project;
  private final RegistryTopic registry;
  private final Deployer deployer;
  private final CatchUp catchUp;
  private final Admin admin;

  NodeState(
      String project, RegistryTopic registry, Deployer deployer, CatchUp catchUp, Admin admin) {
    this.project = project;
    this.registry = registry;
    this.deployer = deployer;
    this.catchUp = catchUp;
    this.admin = admin;
  }

  @Override
  public boolean ready() {
    return deployer.deployed().isPresent()
        && deployer.jobs().stream().allMatch(job -> job.state() == Job.State.RUNNING);
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
    Optional<Version> version = deployer.deployed().map(Deployment::version);
    List<Job> jobs = deployer.jobs();
    Set<String> inputs = new HashSet<>();
    jobs.forEach(job -> inputs.addAll(job.inputs()));
    Map<TopicPartition, Long> ends = GroupOffsets.ends(admin, inputs);
    return new NodeReport(
        project,
        version.map(Version::number).orElse(0),
        version.flatMap(v -> v.origin().commit()).orElse(null),
        deployer.problem().orElse(null),
        ready(),
        jobs.stream().map(job -> report(job, ends)).toList());
  }

  private static JobReport report(Job job, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> progress = job.progress();
    long lag =
        ends.entrySet().stream()
            .filter(end -> job.inputs().contains(end.getKey().topic()))
            .mapToLong(end -> end.getValue() - progress.getOrDefault(end.getKey(), 0L))
            .filter(behind -> behind > 0)
            .sum();
    return new JobReport(job.name(), job.state().name(), job.inputs(), lag);
  }
}
