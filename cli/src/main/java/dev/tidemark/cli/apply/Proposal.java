package dev.tidemark.cli.apply;

import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import dev.tidemark.registry.git.WorkingTree;
import dev.tidemark.registry.json.VersionJson;
import dev.tidemark.registry.plan.Plan;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A version that could be deployed, and what that would change.
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
    Origin origin = tree.origin(hash(VersionJson.write(repository.definitions())), clock.instant());
    Version version =
        Compiler.next(
            deployed,
            repository.settings().project(),
            origin,
            repository.settings().state().partitions(),
            repository.definitions());
    return new Proposal(version, Plan.between(deployed, version));
  }

  /** The commit, or what there is in its place. */
  public String origin() {
    Origin origin = version.origin();
    return origin
        .commit()
        .map(commit -> "commit " + commit.substring(0, 7) + (origin.dirty() ? " with changes" : ""))
        .orElse("definitions " + origin.hash().substring(0, 7) + ", not from Git");
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
