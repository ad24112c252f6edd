package dev.tidemark.registry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake is told with its place, what was expected, and the nearest known name. */
class ProblemsTest {
  @TempDir private Path root;

  private List<String> problems(String settings, String definitions) throws IOException {
    Files.writeString(root.resolve("tidemark.yaml"), settings);
    Files.writeString(root.resolve("wiki.yaml"), definitions);
    return problems();
  }

  private List<String> problems() {
    InvalidDefinitionsException e =
        catchThrowableOfType(InvalidDefinitionsException.class, () -> FeatureRepository.read(root));
    return e == null ? List.of() : e.problems().stream().map(Problem::toString).toList();
  }

  /** A text of the example, what stands in its place, and the problems that this makes. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        // CASES
        );
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void tells_what_is_wrong_in_definitions(String right, String wrong, List<String> expected)
      throws IOException {
    assertThat(Example.DEFINITIONS).contains(right);
    String definitions =
        Example.DEFINITIONS.replaceFirst(
            java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong));
    assertThat(problems("project: wiki\n", definitions)).isEqualTo(expected);
  }

  static Stream<Arguments> wrongSettings() {
    return Stream.of(
        // SETTINGS
        );
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void tells_what_is_wrong_in_settings(String settings, List<String> expected) throws IOException {
    assertThat(problems(settings, "")).isEqualTo(expected);
  }
}
