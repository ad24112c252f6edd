package dev.tidemark.registry.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static final List<Column> COLUMNS =
      List.of(
          column("delta", "INT64"),
          column("small", "INT32"),
          column("ratio", "DOUBLE"),
          column("narrow", "FLOAT"),
          column("robot", "BOOL"),
          column("user", "STRING"),
          column("blob", "BYTES"),
          column("at", "TIMESTAMP"),
          column("tags", "ARRAY<STRING>"),
          column("sizes", "ARRAY<INT32>"),
          column("type", "STRING"),
          column("page.mean", "DOUBLE"),
          column("page.edits", "INT64"),
          column("page.last", "ARRAY<STRING>"));

  private static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  private static Object run(String text, String type, Map<String, Object> row) {
    Object[] values = COLUMNS.stream().map(column -> row.get(column.name())).toArray();
    return compile(text, type).evaluate(values);
  }

  private static Expression compile(String text, String type) {
    return Expression.compile(text, COLUMNS, ValueType.parse(type).orElseThrow());
  }

  @Test
  void computes_over_every_type() {
    assertThat(run("delta < 0 ? -delta : delta", "INT64", Map.of("delta", -5L))).isEqualTo(5L);
    assertThat(run("small + 1", "INT32", Map.of("small", 41))).isEqualTo(42);
    assertThat(run("ratio * 2.0", "DOUBLE", Map.of("ratio", 1.5))).isEqualTo(3.0);
    assertThat(run("narrow * 2.0", "FLOAT", Map.of("narrow", 1.5f))).isEqualTo(3.0f);
    assertThat(run("!robot", "BOOL", Map.of("robot", true))).isEqualTo(false);
    assertThat(run("user + 'é'", "STRING", Map.of("user", "日"))).isEqualTo("日é");
    assertThat(run("blob + b'x'", "BYTES", Map.of("blob", new byte[] {1})))
        .isEqualTo(new byte[] {1, 'x'});
    assertThat(run("at + duration('1s')", "TIMESTAMP", Map.of("at", Instant.EPOCH)))
        .isEqualTo(Instant.ofEpochSecond(1));
    assertThat(run("at.getFullYear()", "INT64", Map.of("at", Instant.EPOCH))).isEqualTo(1970L);
    assertThat(run("tags + ['b']", "ARRAY<STRING>", Map.of("tags", List.of("a"))))
        .isEqualTo(List.of("a", "b"));
    assertThat(run("sizes.map(s, s * 2)", "ARRAY<INT32>", Map.of("sizes", List.of(1, 2))))
        .isEqualTo(List.of(2, 4));
    assertThat(run("type == 'edit'", "BOOL", Map.of("type", "edit"))).isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "delta + 1;INT64",
        "delta < 0 ? -delta : delta;INT64",
        "!robot;BOOL",
        "user == 'a';BOOL",
        "user != 'a';BOOL",
        "'a' != user;BOOL",
        "user in ['a', 'b'];BOOL",
        "!(user in ['a', 'b']);BOOL",
        "user.startsWith('a');BOOL",
        "user == type;BOOL",
        "user != type;BOOL",
        "(robot ? delta : delta) != 3;BOOL",
        "tags.exists(t, t == 'a');BOOL",
        "size(tags);INT64",
        "'a' in tags;BOOL",
        "tags != ['a'];BOOL",
        "at < timestamp('2020-01-01T00:00:00Z');BOOL",
        "at != timestamp('2020-01-01T00:00:00Z');BOOL",
        "string(delta);STRING",
        "robot || user != 'a';BOOL",
        "narrow;FLOAT",
        "delta;INT64",
        "page.edits;INT64",
        "page.edits == 1;BOOL",
        "page.edits != 1;BOOL",
        "page.edits in [1, 2];BOOL",
        "double(delta) / page.mean;DOUBLE",
        "page.last.exists(t, t == 'a');BOOL",
        "page.last != ['a'];BOOL"
      })
  void a_null_operand_gives_null(String text, String type) {
    assertThat(run(text, type, Map.of())).isNull();
  }

  @Test
  void a_null_can_be_tested_for() {
    assertThat(run("delta == null ? 0 : delta", "INT64", Map.of())).isEqualTo(0L);
    assertThat(run("delta == null ? 0 : delta", "INT64", Map.of("delta", 3L))).isEqualTo(3L);
    assertThat(run("null != user && user != 'a'", "BOOL", Map.of())).isEqualTo(false);
    assertThat(run("user != null && user != 'a'", "BOOL", Map.of("user", "b"))).isEqualTo(true);
    assertThat(run("tags == null", "BOOL", Map.of())).isEqualTo(true);
    assertThat(run("at == null", "BOOL", Map.of("at", Instant.EPOCH))).isEqualTo(false);
    assertThat(run("!(blob == null)", "BOOL", Map.of())).isEqualTo(false);
  }

  @Test
  void a_feature_of_a_view_is_a_column_with_a_dot_in_its_name() {
    assertThat(run("double(delta) / page.mean", "DOUBLE", Map.of("delta", 3L, "page.mean", 2.0)))
        .isEqualTo(1.5);
    assertThat(run("size(page.last)", "INT64", Map.of("page.last", List.of("a")))).isEqualTo(1L);
    assertThat(run("page.last.exists(t, t == 'a')", "BOOL", Map.of("page.last", List.of("a"))))
        .isEqualTo(true);
    assertThat(run("page.edits == null ? 0 : page.edits", "INT64", Map.of())).isEqualTo(0L);
    assertThat(run("page.edits != null", "BOOL", Map.of("page.edits", 1L))).isEqualTo(true);
    assertThat(compile("page.edits + delta", "INT64").inputs())
        .containsExactly("delta", "page.edits");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "double(delta) / page.mean | DOUBLE | delta,page.mean",
        "page.edits == 1 | BOOL | page.edits",
        "page.edits == null | BOOL | ''",
        "page.last.exists(t, t == 'a') | BOOL | page.last",
        "page.edits == null ? delta : page.edits + delta | INT64 | delta"
      })
  void knows_of_which_columns_a_null_decides(String text, String type, String columns) {
    Set<String> names = COLUMNS.stream().map(Column::name).collect(Collectors.toSet());
    CelAbstractSyntaxTree tree = new Scope(COLUMNS).tree(text, ValueType.parse(type).orElseThrow());
    assertThat(new TreeSet<>(new Decisive(names).of(tree.getExpr())))
        .hasToString("[" + columns.replace(",", ", ") + "]");
  }

  @Test
  void one_side_decides_where_it_can() {
    assertThat(run("robot && user == 'a'", "BOOL", Map.of("robot", false))).isEqualTo(false);
    assertThat(run("user == 'a' && robot", "BOOL", Map.of("robot", false))).isEqualTo(false);
    assertThat(run("user == 'a' || robot", "BOOL", Map.of("robot", true))).isEqualTo(true);
    assertThat(run("user == 'a' && robot", "BOOL", Map.of("robot", true))).isNull();
  }

  @Test
  void an_element_may_be_null() {
    List<String> tags = Arrays.asList("a", null);
    assertThat(run("tags", "ARRAY<STRING>", Map.of("tags", tags))).isEqualTo(tags);
    assertThat(run("tags.exists(t, t == 'a')", "BOOL", Map.of("tags", tags))).isEqualTo(true);
    assertThat(run("tags.exists(t, t == 'b')", "BOOL", Map.of("tags", tags))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delta + 9223372036854775807|INT64",
        "-(delta - 9223372036854775807 - 2)|INT64",
        "delta * 9223372036854775807 * 3|INT64",
        "delta / 0|INT64",
        "delta % 0|INT64",
        "delta + 2147483647|INT32",
        "1e300 * double(delta)|FLOAT",
        "int('x')|INT64",
        "sizes[delta + 7]|INT64",
        "user.matches('(')|BOOL",
        "timestamp('9999-12-31T23:59:59Z') + duration('10s')|TIMESTAMP"
      })
  void a_fault_gives_null(String text, String type) {
    Map<String, Object> row = Map.of("delta", 1L, "sizes", List.of(1), "user", "a");
    assertThat(run(text, type, row)).isNull();
  }

  @Test
  void names_its_inputs() {
    assertThat(compile("robot ? delta : tags.map(user, size(user))[0]", "INT64").inputs())
        .contains("delta", "robot", "tags")
        .doesNotContain("ratio");
    assertThat(compile("1 + 1", "INT64").inputs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "detla + 1|INT64|0|unknown column detla (did you mean delta?)",
        "delta + foo(1)|INT64|8|unknown function foo",
        "user + 1|STRING|5|cannot apply + to (STRING, INT64)",
        "delta < 0.5|BOOL|6|cannot apply < to (INT64, DOUBLE); convert with double(…) or int(…)",
        "delta + page.edit|INT64|8|unknown feature edit of page (did you mean edits?)",
        "delta + pge.edits|INT64|8|unknown input pge: expected page (did you mean page?)",
        "page|INT64|0|unknown column page: it is a view; name a feature of it, such as page.mean",
        "page.edit.size()|INT64|0|unknown feature edit of page (did you mean edits?)",
        "page.size()|INT64|0|unknown column page: it is a view; name a feature of it, such as page.mean",
        "delta|BOOL|0|the expression gives INT64, expected BOOL",
        "tags|STRING|0|the expression gives ARRAY<STRING>, expected STRING",
        "dyn(delta)|INT64|0|the expression gives dyn, expected INT64",
        "delta ==|BOOL|8|the expression ends too early",
        "'é' + '日' + usr|STRING|12|unknown column usr (did you mean user?)",
        "'😀' + usr|STRING|7|unknown column usr (did you mean user?)",
        "tags == 'a'|BOOL|5|cannot apply == to (ARRAY<STRING>, STRING)"
      })
  void says_what_is_wrong_and_where(String text, String type, int position, String message) {
    ExpressionException e =
        catchThrowableOfType(ExpressionException.class, () -> compile(text, type));
    assertThat(e).hasMessage(message);
    assertThat(e.position()).isEqualTo(position);
  }

  @Test
  void finds_the_place_in_a_text_of_several_lines() {
    ExpressionException e =
        catchThrowableOfType(ExpressionException.class, () -> compile("delta\n  + ratoi", "INT64"));
    assertThat(e.position()).isEqualTo("delta\n  + ".length());
  }

  @Test
  void refuses_an_empty_or_a_huge_text_as_the_author_s_mistake() {
    for (String text : List.of("", " ", "(".repeat(5000), "1+".repeat(60_000) + "1", "\"", "\0")) {
      assertThat(catchThrowableOfType(ExpressionException.class, () -> compile(text, "INT64")))
          .as(text.substring(0, Math.min(5, text.length())))
          .isNotNull();
    }
  }

  @Test
  void many_threads_may_evaluate_one_expression() throws InterruptedException {
    Expression expression = compile("delta * 2 + 1", "INT64");
    List<Thread> threads = new ArrayList<>();
    List<Long> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
    for (long start = 0; start < 4; start++) {
      long first = start * 100_000;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                Object[] row = new Object[COLUMNS.size()];
                for (long i = first; i < first + 50_000; i++) {
                  row[0] = i;
                  if (!Long.valueOf(i * 2 + 1).equals(expression.evaluate(row))) {
                    wrong.add(i);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
  }
}
