package dev.tidemark.registry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A problem says which text is wrong, where it ends, and what was probably meant. */
class OffendingTextTest {
  @TempDir private Path root;

  private Problem only(String definitions) throws IOException {
    List<Problem> problems = problems(definitions);
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  private List<Problem> problems(String definitions) throws IOException {
    Files.writeString(root.resolve("tidemark.yaml"), "project: wiki\n");
    Files.writeString(root.resolve("wiki.yaml"), definitions);
    return catchThrowableOfType(
            InvalidDefinitionsException.class, () -> FeatureRepository.read(root))
        .problems();
  }

  private Problem changed(String right, String wrong) throws IOException {
    assertThat(Example.DEFINITIONS).contains(right);
    return only(Example.DEFINITIONS.replace(right, wrong));
  }

  private static void check(Problem problem, String text, Place place) {
    assertThat(problem.text()).isEqualTo(text);
    assertThat(problem.place()).isEqualTo(place);
  }

  private static Place place(int line, int column, int endLine, int endColumn) {
    return new Place("wiki.yaml", line, column, endLine, endColumn);
  }

  @Test
  void a_plain_scalar_is_marked_as_it_stands() throws IOException {
    Problem problem = changed("type: STRING}]\ndescription", "type: STRNG}]\ndescription");
    check(problem, "STRNG", place(3, 27, 3, 32));
    assertThat(problem.source()).isEqualTo("keys: [{name: page, type: STRNG}]");
    assertThat(problem.suggestion()).isEqualTo("STRING");
  }

  @Test
  void a_quoted_scalar_is_marked_with_its_quotes() throws IOException {
    check(changed("topic: wikipedia.edits", "topic: \"a\\tb\""), "\"a\\tb\"", place(14, 8, 14, 14));
  }

  @Test
  void what_stands_after_wide_characters_tabs_and_a_byte_order_mark_is_found() throws IOException {
    String definitions =
        "\ufeff{kind: Entity, description: '😀日é',\tname: e, keys: [{name: k, type: INT46}]}\r\n";
    check(only(definitions), "INT46", place(1, 68, 1, 73));
  }

  @Test
  void lines_end_in_any_way() throws IOException {
    Problem problem = only("kind: Entity\r\nname: e\rkeys: x\n");
    check(problem, "x", place(3, 7, 3, 8));
    assertThat(problem.source()).isEqualTo("keys: x");
  }

  @Test
  void a_scalar_of_several_lines_ends_where_its_text_ends() throws IOException {
    Problem problem = changed("entity: page\nsource", "entity: |\n  no\n  page\n\nsource");
    check(problem, "|\n  no\n  page", place(24, 9, 26, 7));
    assertThat(problem.source()).isEqualTo("entity: |");
  }

  @Test
  void a_mapping_of_several_lines_is_marked_on_its_first() throws IOException {
    check(
        only("kind: Entity\nkeys: [{name: k, type: BOOL}]\n"), "kind: Entity", place(1, 1, 1, 13));
  }

  @Test
  void a_mapping_on_one_line_is_marked_whole() throws IOException {
    check(
        changed("{name: last_delta, type: INT64, from: delta}", "{name: x}"),
        "{name: x}",
        place(29, 5, 29, 14));
  }

  @Test
  void a_name_inside_an_expression_is_marked_alone() throws IOException {
    Problem problem = changed("delta < 0 ? -delta : delta", "delta < 0 ? -dleta : 0");
    check(problem, "dleta", place(20, 68, 20, 73));
    assertThat(problem.suggestion()).isEqualTo("delta");
  }

  @Test
  void an_operator_inside_an_expression_is_marked_alone() throws IOException {
    check(changed("\"delta < 0 ? -delta : delta\"", "\"delta < 0.5\""), "<", place(20, 61, 20, 62));
  }

  @Test
  void an_expression_of_the_wrong_type_is_marked_whole() throws IOException {
    check(changed("\"!isRobot\"", "delta + 1"), "delta + 1", place(26, 8, 26, 17));
  }

  @Test
  void what_is_missing_has_no_text() throws IOException {
    check(changed("name: user\nkeys", "name:\nkeys"), "", place(9, 6, 9, 6));
  }

  @Test
  void every_kind_of_unknown_name_has_a_suggestion() throws IOException {
    String definitions =
        Example.DEFINITIONS
            .replace("format: ISO_8601", "format: ISO_8061")
            .replace("aggregate: mean", "aggregate: maen")
            .replace("from: delta", "from: detla")
            .replace("- page_activity", "- page_actvity")
            .replace("ttl: 7d", "tll: 7d")
            .replace("America/Los_Angeles", "America/Los_Angelos");
    assertThat(problems(definitions))
        .extracting(Problem::suggestion)
        .containsExactly(
            "ISO_8601", "America/Los_Angeles", "ttl", "delta", "mean", "page_activity");
  }

  @Test
  void a_missing_settings_file_has_a_place_but_no_text() {
    InvalidDefinitionsException e =
        catchThrowableOfType(
            InvalidDefinitionsException.class, () -> FeatureRepository.settings(root));
    assertThat(e.problems())
        .extracting(Problem::place, Problem::text, Problem::source)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(new Place("tidemark.yaml", 1, 1, 1, 1), "", ""));
  }
}
