package dev.tidemark.cli.e2e;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.RefSpec;

/** A bare repository that others fetch from, and somebody's clone from which commits come. */
record Upstream(Path bare, Git author) implements AutoCloseable {

  static Upstream below(Path folder) throws Exception {
    Path bare = folder.resolve("upstream.git");
    Git.init().setBare(true).setDirectory(bare.toFile()).call().close();
    return new Upstream(bare, Git.init().setDirectory(folder.resolve("clone").toFile()).call());
  }

  /** As {@code git clone} would be told. */
  String url() {
    return bare.toUri().toString();
  }

  TestRepository files() {
    return new TestRepository(author.getRepository().getWorkTree().toPath());
  }

  /** Commits a shop's definitions for a project on a cluster. */
  String land(Cluster cluster, String project, String definitions) throws Exception {
    TestRepository.on(cluster, files().folder(), project);
    return land(definitions);
  }

  /** Commits a shop's definitions. */
  String land(String definitions) throws Exception {
    files().write("shop.yaml", definitions);
    return push("Ada");
  }

  /** What is deployed in a project on the cluster that the files name. */
  Optional<Version> deployed(String project) {
    return deployed(files().folder(), project);
  }

  static Optional<Version> deployed(Path repository, String project) {
    try (RegistryTopic registry =
        new RegistryTopic(FeatureRepository.settings(repository).kafka(), project)) {
      return registry.current();
    }
  }

  /** Commits all files and moves the branch there; returns the commit's id. */
  String push(String name) throws Exception {
    author.add().addFilepattern(".").call();
    String commit =
        author
            .commit()
            .setMessage("Change features")
            .setAuthor(name, name + "@example.org")
            .setCommitter("ci", "ci@example.org")
            .setSign(false)
            .call()
            .name();
    move("HEAD");
    return commit;
  }

  /** Moves the branch, also back. */
  void move(String commit) throws Exception {
    push(new RefSpec("+" + author.getRepository().resolve(commit).name() + ":refs/heads/main"));
  }

  void deleteBranch() throws Exception {
    push(new RefSpec(":refs/heads/main"));
  }

  private void push(RefSpec refs) throws Exception {
    author.push().setRemote(bare.toString()).setRefSpecs(refs).call();
  }

  @Override
  public void close() {
    author.close();
  }
}
