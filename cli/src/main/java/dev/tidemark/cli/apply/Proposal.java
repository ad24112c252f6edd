package dev.tidemark.cli.apply;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import dev.tidemark.registry.git.WorkingTree;
import dev.tidemark.registry.json.VersionJson;
import dev.tidemark.registry.kafka.ApplyConflictException;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.plan.Plan;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A version that could be deployed, and what that would change. Everything that deploys proposes
 * first, refuses what breaks, and publishes to the registry, which takes a proposal only while what
 * it was made from is deployed.
 *
 * @param version the next one
 */
public record Proposal(Version version, Plan plan) {

  /** What the definitions of a repository would become after what is deployed. */
  public static Proposal of(
      FeatureRepository repository, Optional<Version> deployed, InstantSource clock) {
    return of(repository, WorkingTree.at(repository.root()), deployed, clock);
  }

  /** The same for definitions whose origin in Git is known. */
  public static Proposal of(
      FeatureRepository repository,
      WorkingTree tree,
      Optional<Version> deployed,
      InstantSource clock) {
    Definitions definitions = repository.definitions();
    Origin origin = tree.origin(VersionJson.hash(definitions), clock.instant());
    return next(
        deployed,
        Compiler.next(
            deployed,
            repository.settings().project(),
            origin,
            repository.settings().state().partitions(),
            definitions));
  }

  /** What going back to an earlier version would be: a new version with its definitions. */
  public static Proposal restoring(
      Version earlier, Optional<Version> deployed, String author, InstantSource clock) {
    Origin was = earlier.origin();
    Origin origin =
        new Origin(
            was.hash(),
            was.commit(),
            was.dirty(),
            author,
            clock.instant(),
            Optional.of(earlier.number()));
    return next(
        deployed,
        Compiler.next(
            deployed, earlier.project(), origin, earlier.partitions(), earlier.definitions()));
  }

  private static Proposal next(Optional<Version> deployed, Version version) {
    return new Proposal(version, Plan.between(deployed, version));
  }

  /**
   * Deploys a repository's definitions where nobody is asked, unless they are deployed already. If
   * somebody else deploys meanwhile, they are proposed once more.
   *
   * @param check sees a proposal that changes something, and throws to keep it from being deployed
   * @return what was proposed last; it was deployed unless its plan is empty
   * @throws dev.tidemark.registry.kafka.ApplyException when it could not be deployed
   */
  public static Proposal deploy(
      FeatureRepository repository,
      RegistryTopic registry,
      InstantSource clock,
      Consumer<Proposal> check) {
    try {
      return deployOnce(repository, registry, clock, check);
    } catch (ApplyConflictException e) {
      return deployOnce(repository, registry, clock, check);
    }
  }

  private static Proposal deployOnce(
      FeatureRepository repository,
      RegistryTopic registry,
      InstantSource clock,
      Consumer<Proposal> check) {
    Proposal proposal = of(repository, registry.current(), clock);
    if (!proposal.plan().isEmpty()) {
      check.accept(proposal);
      registry.publish(proposal.version());
    }
    return proposal;
  }

  /**
   * Keeps a change that breaks from being deployed unasked.
   *
   * @param wayOut ends the message
   * @throws CommandException when the change is breaking
   */
  public void refuseBreaking(String wayOut) {
    if (!plan.breaking().isEmpty()) {
      throw CommandException.failed(
          "Cannot apply version %d: the change is breaking (above); %s"
              .formatted(version.number(), wayOut));
    }
  }

  /** For people, after it was deployed. */
  public String applied() {
    Origin origin = version.origin();
    return "Applied version %d (%s%s)"
        .formatted(
            version.number(),
            origin.described(),
            origin.restores().map(number -> ", restores " + number).orElse(""));
  }
}
