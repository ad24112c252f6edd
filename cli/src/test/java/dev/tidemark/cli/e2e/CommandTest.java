package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands say and return when nothing runs. */
class CommandTest {
  @TempDir Path folder;

  @Test
  void the_repository_that_init_writes_is_valid() {
    assertThat(TestCommand.done(folder, "init", folder.toString()).err())
        .contains("publish -C " + folder);
    assertThat(TestCommand.done(folder, "validate").out()).contains("8 features");
    TestCommand again = TestCommand.run(folder, "init", folder.toString());
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("tidemark.yaml is there already");
  }

  @Test
  void every_wrong_definition_is_named_with_its_place() {
    TestRepository.embedded(folder, "wrong")
        .write(
            "shop.yaml",
            """
            kind: Entity
            name: customer
            keys: [{name: customer, type: INT46}]
            ---
            kind: Source
            name: orders
            topic: orders
            format: JSON
            event_time: {column: time, format: ISO_8601}
            columns: [{name: customer, type: INT64}, {name: price, type: DOUBLE}]
            ---
            kind: FeatureView
            name: orders_of_customer
            entity: customer
            source: orders
            features:
              - {name: spent, aggregate: sum, of: prize, window: 1h}
              - {name: spent, aggregate: count, window: 1 hour}
            """);
    TestCommand validate = TestCommand.run(folder, "validate");
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.out()).isEmpty();
    assertThat(validate.err())
        .containsPattern("shop.yaml:3:\\d+: .*INT46.*INT64")
        .containsPattern("shop.yaml:17:\\d+: .*prize.*price")
        .containsPattern("shop.yaml:18:\\d+: .*spent")
        .containsPattern("shop.yaml:18:\\d+: .*1 hour")
        .doesNotContain("\tat ");
  }

  @Test
  void a_problem_shows_its_line_and_marks_the_text() {
    TestRepository.embedded(folder, "wrong")
        .write("shop.yaml", "kind: Entity\nname: a\nkeys: [{name: k, type: INT46}]\n");
    assertThat(TestCommand.run(folder, "plan").err().lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("shop.yaml:3:24: unknown type INT46"),
            second -> assertThat(second).isEqualTo("    keys: [{name: k, type: INT46}]"),
            third -> assertThat(third).isEqualTo("                           ^^^^^"),
            last -> assertThat(last).isEqualTo("1 problem"));
  }

  @Test
  void problems_can_be_had_as_json() throws IOException {
    TestRepository.embedded(folder, "wrong")
        .write("shop.yaml", "kind: Entity\nname: a\nkeys: [{name: k, type: INT46}]\n");
    TestCommand validate = TestCommand.run(folder, "validate", "--json");
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err()).isEmpty();
    assertThat(new ObjectMapper().readTree(validate.out()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"valid": false, "problems": [{
                      "file": "shop.yaml", "line": 3, "column": 24, "end_line": 3, "end_column": 29,
                      "text": "INT46", "suggestion": "INT64",
                      "message": "unknown type INT46: expected BOOL, INT32, INT64, FLOAT, DOUBLE, \
                    STRING, BYTES or TIMESTAMP, or ARRAY<…> of one (did you mean INT64?)"}]}
                    """));
  }

  @Test
  void a_valid_repository_as_json_says_what_it_holds() throws IOException {
    TestRepository.embedded(folder, "right").write("shop.yaml", Shop.DEFINITIONS.formatted("a"));
    JsonNode valid =
        new ObjectMapper().readTree(TestCommand.done(folder, "validate", "--json").out());
    assertThat(valid.path("valid").asBoolean()).isTrue();
    assertThat(valid.path("problems")).isEmpty();
    assertThat(valid.path("entities").asInt()).isPositive();
    assertThat(valid.path("feature_views").asInt()).isPositive();
    assertThat(valid.path("features").asInt()).isPositive();
  }

  @Test
  void settings_may_refer_to_the_environment() throws IOException {
    Files.writeString(folder.resolve("tidemark.yaml"), "project: ${PROJECT}\n");
    assertThat(TestCommand.run(folder, Map.of("PROJECT", "shop"), "validate").exitCode()).isZero();
    TestCommand unset = TestCommand.run(folder, Map.of("PROJECTS", "secret"), "validate");
    assertThat(unset.exitCode()).isEqualTo(2);
    assertThat(unset.err())
        .startsWith("tidemark.yaml:1:10: unset variable PROJECT")
        .contains("(did you mean PROJECTS?)\n    project: ${PROJECT}\n             ^^^^^^^^^^\n")
        .doesNotContain("secret");
  }

  @Test
  void broken_yaml_is_named_with_its_place() {
    TestRepository.embedded(folder, "wrong").write("shop.yaml", "kind: Entity\nname: [customer\n");
    TestCommand validate = TestCommand.run(folder, "validate");
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err()).containsPattern("shop.yaml:\\d+:\\d+: ");
  }

  @Test
  void a_folder_without_a_project_says_what_is_missing() {
    TestCommand validate = TestCommand.run(folder, "validate");
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err()).contains("tidemark.yaml").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan",
        "apply --yes",
        "apply --version 1 --yes",
        "history",
        "status",
        "get --service checkout_v1 --entity customer=7",
        "publish orders orders.jsonl",
        "export --service checkout_v1 --spine spine.csv --out out.csv",
        "list",
        "describe orders",
        "lineage"
      })
  void a_command_that_needs_a_running_tidemark_says_how_to_start_one(String command) {
    TestRepository.embedded(folder, "idle")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("idle"))
        .write("spine.csv", "customer,event_timestamp\n7,2026-01-01T00:00:00Z\n");
    TestCommand result = TestCommand.run(folder, command.split(" "));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("No Tidemark runs on " + folder, "tidemark dev -C " + folder)
        .hasLineCount(1);
  }

  @Test
  void a_file_that_a_killed_process_left_is_not_believed() throws IOException {
    TestRepository.embedded(folder, "stale")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("stale"))
        .write(
            ".tidemark/node.json",
            """
            {"pid": 1, "kafka": "localhost:1", "http": "http://localhost:1"}\
            """)
        .write(".tidemark/node.lock", "1");
    assertThat(TestCommand.run(folder, "status").err()).contains("No Tidemark runs on");
  }

  @Test
  void a_node_without_a_cluster_is_refused() {
    TestRepository.embedded(folder, "alone").write("shop.yaml", Shop.DEFINITIONS.formatted("a"));
    TestCommand node = TestCommand.run(folder, "node");
    assertThat(node.exitCode()).isEqualTo(2);
    assertThat(node.err()).contains("kafka.bootstrap.servers", "tidemark dev");
  }

  @Test
  void a_mistyped_command_or_option_gets_a_suggestion() {
    assertThat(TestCommand.run(folder, "valdate").exitCode()).isEqualTo(2);
    assertThat(TestCommand.run(folder, "valdate").err()).contains("Did you mean", "validate");
    assertThat(TestCommand.run(folder, "apply", "--allow-braking").err())
        .contains("--allow-breaking");
  }

  @Test
  void help_names_every_command() {
    assertThat(TestCommand.done(folder, "--help").out())
        .contains(
            "demo",
            "init",
            "validate",
            "plan",
            "apply",
            "history",
            "dev",
            "node",
            "publish",
            "get",
            "status",
            "export",
            "list",
            "describe",
            "lineage",
            "follow");
    assertThat(Files.exists(folder.resolve(".tidemark"))).isFalse();
  }
}
