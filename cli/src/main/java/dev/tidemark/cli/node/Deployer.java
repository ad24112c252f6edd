package dev.tidemark.cli.node;

import dev.tidemark.cli.console.Reasons;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Role;
import dev.tidemark.registry.kafka.ProjectTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Moves the roles to each version that is applied. One that fails leaves the one before it, and the
 * failure is thrown, so that whoever brought it tries again.
 */
final class Deployer implements Consumer<Version> {
  private final Admin admin;
  private final Map<String, String> kafka;
  private final List<Role> roles;
  private final BooleanSupplier answers;
  private volatile Optional<Deployment> deployed = Optional.empty();
  private volatile Optional<String> problem = Optional.empty();
  private volatile int tried;

  /**
   * Nothing deployed yet.
   *
   * @param answers whether lookups can be answered
   */
  Deployer(Admin admin, Map<String, String> kafka, List<Role> roles, BooleanSupplier answers) {
    this.admin = admin;
    this.kafka = kafka;
    this.roles = List.copyOf(roles);
    this.answers = answers;
  }

  /** What the roles run. */
  Optional<Deployment> deployed() {
    return deployed;
  }

  /** Why the version that was applied last is not deployed. */
  Optional<String> problem() {
    return problem;
  }

  /** The number of the version that was last deployed, or could not be; 0 before the first. */
  int tried() {
    return tried;
  }

  List<Job> jobs() {
    return roles.stream().flatMap(role -> role.jobs().stream()).toList();
  }

  /** Whether lookups of what is deployed can be answered, and every job runs. */
  boolean ready() {
    return deployed.isPresent()
        && answers.getAsBoolean()
        && jobs().stream().allMatch(job -> job.state() == Job.State.RUNNING);
  }

  /** Whether there is a deployment, and lookups need not wait for any job. */
  boolean lookupsGoOn() {
    return deployed.isPresent()
        && answers.getAsBoolean()
        && jobs().stream().allMatch(Job::lookupsGoOn);
  }

  @Override
  public void accept(Version version) {
    try {
      Deployment deployment = Compiler.compile(version);
      ProjectTopics.ensure(admin, kafka, deployment);
      deploy(deployment);
      deployed = Optional.of(deployment);
      problem = Optional.empty();
    } catch (RuntimeException e) {
      problem =
          Optional.of("Cannot deploy version %d: %s".formatted(version.number(), Reasons.of(e)));
      deployed.ifPresent(this::deploy);
      throw e;
    } finally {
      tried = version.number();
    }
  }

  /** The readers of a feature log before its writer: they have to know its rows. */
  private void deploy(Deployment deployment) {
    roles.forEach(role -> role.hear(deployment));
    roles.reversed().forEach(role -> role.deploy(deployment));
  }
}
