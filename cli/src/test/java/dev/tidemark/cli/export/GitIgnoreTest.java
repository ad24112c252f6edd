package dev.tidemark.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitIgnoreTest {
  @TempDir private Path folder;

  @Test
  void outside_of_a_work_tree_nothing_is_written() throws IOException {
    GitIgnore.add(folder.resolve("train.csv"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_line_is_added_once() throws IOException {
    Files.createDirectory(folder.resolve(".git"));
    Path data = Files.createDirectories(folder.resolve("a/data"));
    GitIgnore.add(data.resolve("train.csv"));
    GitIgnore.add(data.resolve("train.csv"));
    assertThat(data.resolve(".gitignore")).content().isEqualTo("/train.csv\n");
  }

  @Test
  void lines_that_are_there_stay_also_without_an_end() throws IOException {
    Files.writeString(folder.resolve(".git"), "gitdir: elsewhere\n");
    Files.writeString(folder.resolve(".gitignore"), "*.tmp\n/train.csv2");
    GitIgnore.add(folder.resolve("train.csv"));
    assertThat(folder.resolve(".gitignore"))
        .content()
        .isEqualTo("*.tmp\n/train.csv2\n/train.csv\n");
  }

  @Test
  void git_ignores_just_that_file() throws Exception {
    assertThat(git("init", "--quiet")).isZero();
    for (String name : new String[] {"a[1]?.csv", "!b#.csv", "c*.csv", "trailing ", "d\\e.csv"}) {
      GitIgnore.add(folder.resolve(name));
      assertThat(git("check-ignore", "--quiet", "--", "./" + name)).as(name).isZero();
      assertThat(git("check-ignore", "--quiet", "--", "./sub/" + name)).as(name).isEqualTo(1);
    }
    assertThat(git("check-ignore", "--quiet", "--", "cc.csv")).isEqualTo(1);
    assertThat(git("check-ignore", "--quiet", "--", "a1x.csv")).isEqualTo(1);
  }

  private int git(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
  }
}
