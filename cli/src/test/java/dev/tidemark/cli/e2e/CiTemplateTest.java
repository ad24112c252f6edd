package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The steps of the templates in the documentation, run as their systems would run them. */
@ExtendWith(SharedCluster.class)
class CiTemplateTest {
  private static final Path TEMPLATES = Path.of("../docs/how-to/templates");
  private static final Path EXAMPLE = Path.of("../examples/wikipedia-edits").toAbsolutePath();

  @TempDir Path folder;

  /** A script, with what its system gives to it. */
  private record Step(String name, List<String> shell, String script) {}

  private record Result(String lastStep, int exitCode, String output) {}

  @Test
  void github_actions_shows_changes_and_fails_on_mistakes(Cluster cluster) throws Exception {
    Map<String, Object> job = map(path(read("github-actions.yml").getFirst(), "jobs", "plan"));
    List<Step> steps = new ArrayList<>();
    for (Object step : list(job.get("steps"))) {
      if (map(step).get("run") instanceof String script) {
        // The shell that GitHub takes for a run without one
        steps.add(new Step(text(map(step).get("name")), List.of("bash", "-e"), script));
      }
    }
    Path path = file("github/path");
    Path summary = file("github/summary");
    Map<String, String> env = env(cluster, "ci_github");
    env.put("RUNNER_TEMP", folder.toString());
    env.put("GITHUB_PATH", path.toString());
    env.put("GITHUB_STEP_SUMMARY", summary.toString());
    assertThat(map(path(read("github-actions.yml").getFirst(), "env")))
        .containsOnlyKeys("FEATURES", "TIDEMARK_REPO", "TIDEMARK_REF");

    Result changed = run(steps.subList(0, 1), env);
    assertThat(changed.exitCode()).as(changed.output()).isZero();
    // GitHub puts the folders in this file onto the PATH of the steps that follow
    env.put("PATH", Files.readString(path).strip() + ":" + System.getenv("PATH"));
    List<Step> checks = steps.subList(1, steps.size());
    assertThat(checks).extracting(Step::name).containsExactly("Validate", "Plan");

    changed = run(checks, env);
    assertThat(changed.exitCode()).as(changed.output()).isZero();
    assertThat(Files.readString(summary)).contains("### Tidemark plan", "+ entity page");
    deploy();
    assertThat(run(checks, env).exitCode()).isZero();
    assertThat(Files.readString(summary)).contains("No changes.");
    spoil();
    Result wrong = run(checks, env);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.lastStep()).isEqualTo("Validate");
    assertThat(wrong.output()).contains("spoilt.yaml:1:");
    assertThat(run(checks.subList(1, 2), env).exitCode()).isEqualTo(2);
  }

  @Test
  void tekton_tells_whether_there_are_changes_and_fails_on_mistakes(Cluster cluster)
      throws Exception {
    List<Object> documents = read("tekton.yaml");
    Map<String, Object> task = map(path(documents.getFirst(), "spec"));
    List<Step> steps = new ArrayList<>();
    for (Object step : list(task.get("steps"))) {
      String script = text(map(step).get("script"));
      assertThat(script).startsWith("#!/usr/bin/env bash\n");
      steps.add(new Step(text(map(step).get("name")), List.of("bash"), script));
    }
    Path changes = file("tekton/changes");
    Map<String, String> env = env(cluster, "ci_tekton");
    env.put("TIDEMARK_HOME", folder.resolve("clone").toString());
    env.put("CHANGES", changes.toString());
    assertThat(list(path(task, "stepTemplate", "env")))
        .extracting(entry -> map(entry).get("name"))
        .containsExactlyInAnyOrder(
            "FEATURES", "TIDEMARK_REPO", "TIDEMARK_REF", "TIDEMARK_HOME", "CHANGES");

    Result changed = run(steps, env);
    assertThat(changed.exitCode()).as(changed.output()).isZero();
    assertThat(changed.output()).contains("+ entity page");
    assertThat(changes).hasContent("some");
    deploy();
    List<Step> checks = steps.subList(1, steps.size());
    assertThat(run(checks, env).exitCode()).isZero();
    assertThat(changes).hasContent("none");
    spoil();
    Result wrong = run(checks, env);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.lastStep()).isEqualTo("validate");
    assertThat(run(checks.subList(1, 2), env).exitCode()).isEqualTo(2);
  }

  @Test
  void the_tekton_pipeline_gives_the_task_what_it_needs() throws Exception {
    List<Object> documents = read("tekton.yaml");
    Map<String, Object> task = map(documents.getFirst());
    Map<String, Object> use = map(list(path(documents.get(1), "spec", "tasks")).get(1));

    assertThat(path(use, "taskRef", "name")).isEqualTo(path(task, "metadata", "name"));
    List<Object> needed =
        list(path(task, "spec", "params")).stream()
            .filter(param -> !map(param).containsKey("default"))
            .map(param -> map(param).get("name"))
            .toList();
    assertThat(list(use.get("params"))).extracting(p -> map(p).get("name")).containsAll(needed);
    assertThat(list(use.get("workspaces")))
        .extracting(workspace -> map(workspace).get("name"))
        .isEqualTo(
            list(path(task, "spec", "workspaces")).stream().map(w -> map(w).get("name")).toList());
  }

  /** The example on this cluster, and a repository to build Tidemark from: of this build. */
  private Map<String, String> env(Cluster cluster, String project) throws Exception {
    TestRepository.on(cluster, folder.resolve("features"), project).copyDefinitions(EXAMPLE);
    Path tidemark = Files.createDirectories(folder.resolve("tidemark-repository"));
    TidemarkProcess.writeScript(tidemark);
    try (Git git = Git.init().setDirectory(tidemark.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("Build")
          .setAuthor("ci", "ci@example.org")
          .setCommitter("ci", "ci@example.org")
          .setSign(false)
          .call();
    }
    Map<String, String> env = new LinkedHashMap<>();
    env.put("FEATURES", folder.resolve("features").toString());
    env.put("TIDEMARK_REPO", tidemark.toUri().toString());
    env.put("TIDEMARK_REF", "main");
    return env;
  }

  private void deploy() {
    TestCommand.done(folder.resolve("features"), "apply", "--yes");
  }

  private void spoil() {
    new TestRepository(folder.resolve("features")).write("spoilt.yaml", "kind: Entitty\n");
  }

  /** Runs steps until one fails. */
  private Result run(List<Step> steps, Map<String, String> env) throws Exception {
    StringBuilder output = new StringBuilder();
    for (Step step : steps) {
      Path script = Files.writeString(file("script"), step.script());
      Path log = file("output");
      List<String> command = new ArrayList<>(step.shell());
      command.add(script.toString());
      ProcessBuilder process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      process.environment().putAll(env);
      Process running = process.start();
      assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
      output.append(Files.readString(log));
      if (running.exitValue() != 0) {
        return new Result(step.name(), running.exitValue(), output.toString());
      }
    }
    return new Result(steps.getLast().name(), 0, output.toString());
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private static List<Object> read(String template) throws IOException {
    List<Object> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(Files.readString(TEMPLATES.resolve(template)))
        .forEach(documents::add);
    return documents;
  }

  private static Object path(Object yaml, String... keys) {
    Object value = yaml;
    for (String key : keys) {
      value = map(value).get(key);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  private static List<Object> list(Object yaml) {
    return List.copyOf((List<?>) yaml);
  }

  private static String text(Object yaml) {
    return (String) yaml;
  }
}
