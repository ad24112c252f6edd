package dev.tidemark.registry.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand.ResetType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchCheckoutTest {
  @TempDir private Path folder;
  private Path work;
  private Git upstream;
  private BranchCheckout checkout;

  @BeforeEach
  void begin() throws Exception {
    work = Files.createDirectories(folder.resolve("work"));
    upstream =
        Git.init()
            .setDirectory(folder.resolve("upstream").toFile())
            .setInitialBranch("main")
            .call();
    checkout = BranchCheckout.in(work, folder.resolve("upstream").toString(), "main");
  }

  @AfterEach
  void end() {
    checkout.close();
    upstream.close();
  }

  @Test
  void theNewestCommitIsThereWithItsAuthorAndNothingElse() throws Exception {
    commit("old.yaml", "a: 1");
    checkout.checkOut(checkout.fetch());
    Files.delete(folder.resolve("upstream/old.yaml"));
    String newest = commit("new.yaml", "b: 2");

    assertThat(checkout.checkOut(checkout.fetch()))
        .isEqualTo(new WorkingTree(Optional.of(newest), false, "Ada"));
    assertThat(work.resolve("new.yaml")).hasContent("b: 2");
    assertThat(work.resolve("old.yaml")).doesNotExist();
    assertThat(WorkingTree.at(work).commit()).contains(newest);
  }

  @Test
  void aBranchThatWasMovedBackIsFollowed() throws Exception {
    String first = commit("a.yaml", "a: 1");
    commit("a.yaml", "a: 2");
    checkout.checkOut(checkout.fetch());
    upstream.reset().setMode(ResetType.HARD).setRef(first).call();

    assertThat(checkout.fetch()).isEqualTo(first);
    checkout.checkOut(first);
    assertThat(work.resolve("a.yaml")).hasContent("a: 1");
  }

  @Test
  void aLinkDoesNotLeadOutOfTheFolder() throws Exception {
    Files.createSymbolicLink(folder.resolve("upstream/link.yaml"), Path.of("../outside.yaml"));
    commit("a.yaml", "a: 1");
    checkout.checkOut(checkout.fetch());

    assertThat(Files.isRegularFile(work.resolve("link.yaml"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(work.resolve("link.yaml")).hasContent("../outside.yaml");
  }

  @Test
  void aBranchThatIsNotThereIsNamed() throws Exception {
    commit("a.yaml", "a: 1");
    try (BranchCheckout other =
        BranchCheckout.in(
            Files.createDirectories(folder.resolve("other")), upstreamUrl(), "mian")) {
      assertThatThrownBy(other::fetch)
          .isInstanceOf(CheckoutException.class)
          .hasMessageStartingWith("Cannot fetch branch mian of file:/")
          .hasMessageContaining("refs/heads/mian");
    }
  }

  @Test
  void noMessageHoldsAPasswordOrAToken() {
    try (BranchCheckout secret =
        BranchCheckout.in(work, "http://t0ken:s3cret@localhost:1/x", "b")) {
      assertThat(secret).hasToString("branch b of http://localhost:1/x");
      assertThatThrownBy(secret::fetch)
          .hasMessageStartingWith("Cannot fetch branch b of http://localhost:1/x: ")
          .hasMessageNotContainingAny("t0ken", "s3cret")
          .hasNoCause();
    }
    assertThatThrownBy(() -> BranchCheckout.in(work, "", "b"))
        .isInstanceOf(CheckoutException.class)
        .hasMessage("Cannot read the address of the repository: expected a URL");
  }

  @Test
  void withoutAnSshProgramTheWayOutIsNamed() {
    assumeThat(System.getenv("GIT_SSH")).isNull();
    assertThatThrownBy(() -> BranchCheckout.in(work, "git@localhost:features.git", "main"))
        .isInstanceOf(CheckoutException.class)
        .hasMessageStartingWith("Cannot fetch localhost:features.git by ssh")
        .hasMessageContaining("GIT_SSH=ssh");
  }

  private String upstreamUrl() {
    return folder.resolve("upstream").toUri().toString();
  }

  private String commit(String file, String text) throws Exception {
    Files.writeString(folder.resolve("upstream").resolve(file), text);
    upstream.add().addFilepattern(".").call();
    return upstream
        .commit()
        .setAll(true)
        .setMessage("Change " + file)
        .setAuthor("Ada", "ada@example.org")
        .setCommitter("ci", "ci@example.org")
        .setSign(false)
        .call()
        .name();
  }
}
