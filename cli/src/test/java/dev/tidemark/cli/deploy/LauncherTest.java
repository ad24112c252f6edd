package dev.tidemark.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands of the folder {@code deploy}. */
class LauncherTest {

  @Test
  void an_installation_s_jvm_has_the_options_of_the_repository_s() {
    String launcher = DeployFiles.text(DeployFiles.REPOSITORY.resolve("tidemark"));
    assertThat(Installation.options().lines())
        .hasSizeGreaterThan(3)
        .allSatisfy(option -> assertThat(launcher).contains(" " + option));
  }

  @Test
  void its_commands_have_the_options_of_the_repository_s() {
    List<String> installed = quick(DeployFiles.FOLDER.resolve("tidemark"));
    assertThat(installed).hasSize(2).isEqualTo(quick(DeployFiles.REPOSITORY.resolve("tidemark")));
  }

  /** The JVM's options that a launcher has for some commands. */
  private static List<String> quick(Path launcher) {
    return DeployFiles.text(launcher)
        .lines()
        .map(String::strip)
        .filter(line -> line.contains(") quick="))
        .toList();
  }

  @Test
  void scripts_are_executable_and_bash_can_read_them() throws Exception {
    for (String script : List.of("assemble", "check", "link-runtime", "tidemark")) {
      Path file = DeployFiles.FOLDER.resolve(script);
      assertThat(file).isExecutable();
      assertThat(new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start().waitFor())
          .isZero();
    }
  }

  @Test
  void the_page_names_every_file() throws Exception {
    String page = DeployFiles.text(DeployFiles.REPOSITORY.resolve("docs/how-to/deploy.md"));
    try (Stream<Path> files = Files.list(DeployFiles.FOLDER)) {
      assertThat(files.map(file -> "deploy/" + file.getFileName()))
          .allSatisfy(file ->
              assertThat(page)
                  .contains(
                      file.replace(".dockerignore", "").replace("/compose", "/docker-compose")));
    }
  }
}
