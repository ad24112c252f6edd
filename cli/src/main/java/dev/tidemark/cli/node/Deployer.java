package dev.tidemark.cli.node;

import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.job.Role;
import dev.tidemark.registry.kafka.ProjectTopics;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the roles to each version that is applied. One that fails leaves the one before it. */
final class Deployer implements Consumer<Version> {
  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
  private final Admin admin;
  private final List<Role> roles;
  private volatile Optional<Deployment> deployed = Optional.empty();
  private volatile int tried;

  Deployer(Admin admin, List<Role> roles) {
    this.admin = admin;
    this.roles = roles;
  }

  /** What the roles run. */
  Optional<Deployment> deployed() {
    return deployed;
  }

  /** The number of the version that was last deployed, or could not be; 0 before the first. */
  int tried() {
    return tried;
  }

  @Override
  public void accept(Version version) {
    try {
      Deployment deployment = Compiler.compile(version);
      ProjectTopics.ensure(admin, deployment);
      roles.forEach(role -> role.deploy(deployment));
      deployed = Optional.of(deployment);
    } catch (RuntimeException e) {
      LOG.error(
          "Cannot deploy version {} of {}: what was deployed before goes on",
          version.number(),
          version.project(),
          e);
      deployed.ifPresent(before -> roles.forEach(role -> role.deploy(before)));
    }
    tried = version.number();
  }
}
