package dev.tidemark.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.deploy.Dockerfile.Instruction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be known of the {@code Dockerfile} without Docker. */
class DockerfileTest {
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "FROM",
          "RUN",
          "COPY",
          "ENV",
          "WORKDIR",
          "USER",
          "VOLUME",
          "EXPOSE",
          "HEALTHCHECK",
          "ENTRYPOINT",
          "CMD");
  private static final Pattern STAGE = Pattern.compile("(\\S+)(?: AS (\\w+))?");
  private static final Pattern FROM = Pattern.compile("--from=(\\w+)");
  private final Dockerfile dockerfile = Dockerfile.read();

  /** Of each stage, what is known to be in it: what the stages before have made or copied. */
  private final Map<String, List<String>> made =
      new HashMap<>(
          Map.of(
              "build",
              new ArrayList<>(List.of("/src/cli/target/tidemark/lib")),
              "assembly",
              new ArrayList<>(List.of("/opt/tidemark"))));

  @Test
  void what_it_copies_is_in_the_repository_or_made_before() {
    assertThat(dockerfile.instructions()).extracting(Instruction::name).isSubsetOf(INSTRUCTIONS);
    List<String> stages = new ArrayList<>();
    for (Instruction instruction : dockerfile.instructions()) {
      if (instruction.name().equals("FROM")) {
        Matcher stage = STAGE.matcher(instruction.arguments());
        assertThat(stage.matches()).isTrue();
        stages.add(String.valueOf(stage.group(2)));
      } else if (instruction.name().equals("COPY")) {
        List<String> words = instruction.words();
        Matcher from = FROM.matcher(instruction.arguments());
        for (String source : words.subList(0, words.size() - 1)) {
          if (from.find()) {
            assertThat(stages.subList(0, stages.size() - 1)).contains(from.group(1));
            assertThat(made.get(from.group(1))).contains(source);
          } else {
            assertThat(DeployFiles.REPOSITORY.resolve(source)).exists();
          }
        }
      }
    }
    assertThat(runs("build")).anyMatch(run -> run.contains("-pl cli -am package"));
    assertThat(runs("assembly")).contains("/src/deploy/assemble /opt/tidemark");
  }

  private List<String> runs(String stage) {
    List<String> runs = new ArrayList<>();
    boolean within = false;
    for (Instruction instruction : dockerfile.instructions()) {
      if (instruction.name().equals("FROM")) {
        within = instruction.arguments().endsWith(" AS " + stage);
      } else if (within && instruction.name().equals("RUN")) {
        runs.add(instruction.arguments());
      }
    }
    return runs;
  }

  @Test
  void the_context_has_what_the_build_copies() {
    List<String> ignored =
        DeployFiles.text(DeployFiles.FOLDER.resolve("Dockerfile.dockerignore"))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(ignored).contains(".git", "**/target").doesNotContain("deploy", ".mvn", "cli");
  }

  @Test
  void it_runs_a_node_that_is_not_root() {
    assertThat(dockerfile.user()).matches("[1-9]\\d*:[1-9]\\d*");
    assertThat(dockerfile.command()).containsExactly("tidemark", "node");
    assertThat(dockerfile.last("RUN").getFirst().arguments())
        .contains("--uid " + dockerfile.user().split(":")[0] + " ");
    assertThat(dockerfile.last("ENV").getFirst().arguments()).contains("/opt/tidemark/bin:");
  }

  @Test
  void ports_state_and_health_are_those_of_the_settings() {
    Map<String, String> compose = ComposeFile.read().nodes().getFirst().environment();
    var settings = NodeSettings.read(compose);
    assertThat(dockerfile.ports())
        .containsExactly(
            settings.ports().http(), settings.ports().grpc(), settings.ports().flight());
    assertThat(dockerfile.volumes()).contains(settings.state().directory().toString());
    assertThat(dockerfile.healthCheck())
        .startsWith("curl")
        .endsWith("http://localhost:" + settings.ports().http() + "/health/live");
    assertThat(
            Path.of(dockerfile.last("WORKDIR").getFirst().arguments(), "tidemark.yaml").toString())
        .isEqualTo(dockerfile.last("COPY").getLast().words().getLast());
  }
}
