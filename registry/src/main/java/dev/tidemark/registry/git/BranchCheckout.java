package dev.tidemark.registry.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;

/**
 * A branch of a repository elsewhere, and a folder with the files of one of its commits. For one
 * thread. Credentials are those that the URL holds or that Git's configuration gives.
 */
public final class BranchCheckout implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 60;
  private final Remote remote;
  private final String branch;
  private final Git git;

  private BranchCheckout(Remote remote, String branch, Git git) {
    this.remote = remote;
    this.branch = branch;
    this.git = git;
  }

  /**
   * A checkout without any files yet; nothing is fetched.
   *
   * @param repository a URL that Git understands, or a path
   * @param folder empty
   * @throws CheckoutException when the URL is none or the folder cannot be used
   */
  public static BranchCheckout in(Path folder, String repository, String branch) {
    Remote remote = Remote.of(repository);
    try {
      Git git = Git.init().setDirectory(folder.toFile()).call();
      StoredConfig config = git.getRepository().getConfig();
      // A link could lead out of the folder, to files that are no part of the commit
      config.setBoolean("core", null, "symlinks", false);
      config.save();
      return new BranchCheckout(remote, branch, git);
    } catch (GitAPIException | IOException | JGitInternalException e) {
      throw new CheckoutException("Cannot make a checkout in %s: %s".formatted(folder, reason(e)));
    }
  }

  /** The branch and its repository, without user and password. */
  @Override
  public String toString() {
    return "branch %s of %s".formatted(branch, remote.shown());
  }

  /**
   * Asks the repository for the branch, wherever it was moved.
   *
   * @return the id of its newest commit
   * @throws CheckoutException when the repository does not answer or has no such branch
   */
  public String fetch() {
    String local = "refs/remotes/origin/" + branch;
    try {
      git.fetch()
          .setRemote(remote.secret())
          .setRefSpecs(new RefSpec("+refs/heads/" + branch + ":" + local))
          .setTagOpt(TagOpt.NO_TAGS)
          .setTimeout(TIMEOUT_SECONDS)
          .call();
      return Optional.ofNullable(git.getRepository().exactRef(local))
          .map(ref -> ref.getObjectId().name())
          .orElseThrow(() -> new CheckoutException("Cannot fetch %s: it is gone".formatted(this)));
    } catch (GitAPIException | IOException | JGitInternalException e) {
      throw new CheckoutException(
          "Cannot fetch %s: %s".formatted(this, remote.redacted(reason(e))));
    }
  }

  /**
   * Replaces the folder's files by those of a commit.
   *
   * @param commit what {@link #fetch} returned
   * @throws CheckoutException when the files cannot be written
   */
  public WorkingTree checkOut(String commit) {
    Repository repository = git.getRepository();
    try (RevWalk walk = new RevWalk(repository)) {
      git.checkout().setName(commit).setForced(true).call();
      String author = walk.parseCommit(ObjectId.fromString(commit)).getAuthorIdent().getName();
      return new WorkingTree(Optional.of(commit), false, author);
    } catch (GitAPIException | IOException | JGitInternalException e) {
      throw new CheckoutException(
          "Cannot check out commit %s: %s".formatted(commit, remote.redacted(reason(e))));
    }
  }

  /** The innermost cause: those around it repeat it with a class name. */
  private static String reason(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
  }

  @Override
  public void close() {
    git.close();
  }
}
