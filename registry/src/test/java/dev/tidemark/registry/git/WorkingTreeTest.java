package dev.tidemark.registry.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingTreeTest {
  @TempDir private Path folder;

  @Test
  void aFolderOutsideGitHasNoCommit() {
    assertThat(WorkingTree.at(folder).commit()).isEmpty();
    assertThat(WorkingTree.at(folder).dirty()).isFalse();
  }

  @Test
  void aCommittedFolderIsClean() throws Exception {
    String commit = committed();

    assertThat(WorkingTree.at(folder.resolve("features")))
        .isEqualTo(new WorkingTree(java.util.Optional.of(commit), false, "Ada"));
  }

  @Test
  void aChangedDefinitionIsDirty() throws Exception {
    committed();
    Files.writeString(folder.resolve("features/views.yaml"), "kind: Entity\n");

    assertThat(WorkingTree.at(folder.resolve("features")).dirty()).isTrue();
  }

  @Test
  void aNewDefinitionIsDirty() throws Exception {
    committed();
    Files.writeString(folder.resolve("features/more.yml"), "kind: Entity\n");

    assertThat(WorkingTree.at(folder.resolve("features")).dirty()).isTrue();
  }

  @Test
  void whatIsNoDefinitionOrLiesElsewhereDoesNotCount() throws Exception {
    committed();
    Files.writeString(folder.resolve("features/notes.txt"), "later");
    Files.writeString(folder.resolve("other.yaml"), "a: 1\n");

    assertThat(WorkingTree.at(folder.resolve("features")).dirty()).isFalse();
  }

  private String committed() throws Exception {
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(folder.resolve("features/views.yaml"), "# nothing yet\n");
    try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
      git.getRepository().getConfig().setString("user", null, "name", "Ada");
      git.getRepository().getConfig().setString("user", null, "email", "ada@example.org");
      git.getRepository().getConfig().save();
      git.add().addFilepattern(".").call();
      return git.commit().setMessage("Begin").setSign(false).call().name();
    }
  }
}
