package dev.tidemark.registry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.registry.definition.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings may refer to the environment. */
class VariablesTest {
  private static final String SECRET = "hunter2";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("BROKER", "b:9092", "PORT", "7000", "PASSWORD", SECRET, "EMPTY", "");

  @TempDir private Path root;

  private Settings settings(String text) throws IOException {
    Files.writeString(root.resolve("tidemark.yaml"), text);
    return FeatureRepository.settings(root, ENVIRONMENT);
  }

  private List<Problem> problems(String text) {
    return catchThrowableOfType(InvalidDefinitionsException.class, () -> settings(text)).problems();
  }

  @Test
  void a_variable_stands_in_any_value() throws IOException {
    Settings settings =
        settings(
            """
            project: ${NAME:-wiki}
            http:
              port: ${PORT:-6566}
            broker: {port: "${NOTHING:-1}"}
            kafka:
              bootstrap.servers: "${BROKER},c:9092"
              sasl.jaas.config: login password='${PASSWORD}';
            """);
    assertThat(settings.project()).isEqualTo("wiki");
    assertThat(settings.ports().http()).isEqualTo(7000);
    assertThat(settings.ports().broker()).isEqualTo(1);
    assertThat(settings.kafka())
        .containsEntry("bootstrap.servers", "b:9092,c:9092")
        .containsEntry("sasl.jaas.config", "login password='hunter2';");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a$${PORT}b|a${PORT}b",
        "$$$${PORT}|$$${PORT}",
        "$PORT {x} $|$PORT {x} $",
        "${PORT}${PORT}|70007000",
        "${EMPTY:-x}|x",
        "${EMPTY}.|.",
        "${NOTHING:-}.|.",
        "${NOTHING:-a:-b c}|a:-b c",
        "'${BROKER}'|b:9092",
      })
  void replaces_what_is_written(String written, String value) throws IOException {
    assertThat(settings("project: wiki\nkafka:\n  x: " + written + "\n").kafka())
        .containsEntry("x", value);
  }

  @Test
  void a_value_adds_nothing_to_the_structure() throws IOException {
    Files.writeString(root.resolve("tidemark.yaml"), "project: wiki\nkafka:\n  x: ${EVIL}\n");
    String evil = "a\n  y: b\nhttp: {port: 1}\n---\n*alias ${PORT}";
    assertThat(FeatureRepository.settings(root, Map.of("EVIL", evil)).kafka())
        .containsExactly(Map.entry("x", evil));
  }

  @Test
  void keys_and_definitions_are_left_alone() throws IOException {
    assertThat(settings("project: wiki\nkafka:\n  \"${PORT}\": x\n").kafka())
        .containsExactly(Map.entry("${PORT}", "x"));
    Files.writeString(
        root.resolve("e.yaml"),
        "kind: Entity\nname: e\ndescription: ${PORT}\nkeys: [{name: k, type: STRING}]\n");
    assertThat(
            FeatureRepository.read(root, ENVIRONMENT)
                .definitions()
                .entities()
                .getFirst()
                .meta()
                .description())
        .isEqualTo("${PORT}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "${PROT}|3:6-3:13|unset variable PROT: expected it in the environment, or a default as in ${PROT:-default} (did you mean PORT?)",
        "a ${X} b|3:8-3:12|unset variable X: expected it in the environment, or a default as in ${X:-default}",
        "a ${PORT|3:8-3:14|unclosed ${: expected ${NAME} or ${NAME:-default}; $${ stands for ${ itself",
        "${1A}|3:6-3:11|bad variable 1A: expected ${NAME} or ${NAME:-default}, the name of letters, digits and _, not beginning with a digit",
        "${}|3:6-3:9|bad variable \"\": expected ${NAME} or ${NAME:-default}, the name of letters, digits and _, not beginning with a digit",
        "${A-b}|3:6-3:12|bad variable A-b: expected ${NAME} or ${NAME:-default}, the name of letters, digits and _, not beginning with a digit",
        "${A:-${B}}|3:6-3:15|bad default of variable A: expected no variable inside it",
      })
  void tells_what_is_wrong(String written, String place, String message) {
    List<Problem> problems = problems("project: wiki\nkafka:\n  x: " + written + "\n");
    assertThat(problems).extracting(Problem::message).containsExactly(message);
    Place at = problems.getFirst().place();
    assertThat("%d:%d-%d:%d".formatted(at.line(), at.column(), at.endLine(), at.endColumn()))
        .isEqualTo(place);
  }

  @Test
  void no_message_shows_the_value_of_a_variable() {
    List<Problem> problems =
        problems(
            """
            project: ${PASSWORD}__x
            http: {port: "${PASSWORD}"}
            state: {partitions: "1${PASSWORD}", directory: "\\0${PASSWORD}"}
            serving: {expired: "${PASSWORD}", grpc_names: "${PASSWORD}"}
            history: {commit_interval: "${PASSWORD}", catalog: {type: "${PASSWORD}", uri: "${PASSWORD}"}}
            """);
    assertThat(problems).hasSize(9).noneMatch(p -> p.toString().contains(SECRET));
    assertThat(problems)
        .extracting(Problem::toString)
        .contains(
            "tidemark.yaml:1:10: bad project ${PASSWORD}__x: expected no __ in it",
            "tidemark.yaml:2:14: bad port ${PASSWORD}: expected a whole number from 0 to 65535");
  }

  @Test
  void an_alias_may_stand_inside_its_own_anchor() {
    assertThat(problems("project: wiki\nkafka: &a [*a, \"${X}\"]\n")).isNotEmpty();
  }
}
