package dev.tidemark.registry.git;

import dev.tidemark.registry.deployment.Version.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The state of a feature repository's folder in Git.
 *
 * @param commit the id of HEAD; empty outside Git and before the first commit
 * @param dirty whether a YAML file below the folder differs from HEAD or is not in it
 * @param author Git's {@code user.name}, else the account's name
 */
public record WorkingTree(Optional<String> commit, boolean dirty, String author) {

  /**
   * Looks at the repository that a folder lies in, if it lies in one.
   *
   * @throws UncheckedIOException when the repository cannot be read
   */
  public static WorkingTree at(Path folder) {
    FileRepositoryBuilder builder =
        new FileRepositoryBuilder().readEnvironment().findGitDir(folder.toAbsolutePath().toFile());
    if (builder.getGitDir() == null) {
      return new WorkingTree(Optional.empty(), false, account());
    }
    try (Repository repository = builder.build()) {
      ObjectId head = repository.resolve(Constants.HEAD);
      return new WorkingTree(
          Optional.ofNullable(head).map(ObjectId::name),
          !repository.isBare() && dirty(repository, folder),
          author(repository));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the Git repository of " + folder, e);
    } catch (GitAPIException e) {
      throw new UncheckedIOException(
          "Cannot read the Git repository of " + folder, new IOException(e));
    }
  }

  /** The origin of definitions that were read from this folder. */
  public Origin origin(String hash, Instant time) {
    return new Origin(hash, commit, dirty, author, time);
  }

  private static boolean dirty(Repository repository, Path folder)
      throws IOException, GitAPIException {
    Path root = repository.getWorkTree().toPath().toRealPath();
    String below = root.relativize(folder.toRealPath()).toString().replace('\\', '/');
    try (Git git = new Git(repository)) {
      var command = git.status();
      Status status = below.isEmpty() ? command.call() : command.addPath(below).call();
      return Stream.of(status.getUncommittedChanges(), status.getUntracked())
          .flatMap(files -> files.stream())
          .anyMatch(file -> List.of("yaml", "yml").contains(ending(file)));
    }
  }

  private static String ending(String file) {
    return file.substring(file.lastIndexOf('.') + 1);
  }

  private static String author(Repository repository) {
    String name = repository.getConfig().getString("user", null, "name");
    return name == null ? account() : name;
  }

  private static String account() {
    return System.getProperty("user.name", "unknown");
  }
}
