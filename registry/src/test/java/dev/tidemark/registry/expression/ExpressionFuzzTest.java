package dev.tidemark.registry.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the text: it compiles and never fails on a row, or it is the author's mistake. */
class ExpressionFuzzTest {
  private static final int CASES = Integer.getInteger("tidemark.fuzz", 3_000);
  private static final List<Column> COLUMNS =
      List.of(
          column("delta", "INT64"),
          column("ratio", "DOUBLE"),
          column("robot", "BOOL"),
          column("user", "STRING"),
          column("at", "TIMESTAMP"),
          column("tags", "ARRAY<STRING>"));
  private static final Object[] ROW = {5L, 0.5, true, "a", Instant.EPOCH, List.of("x")};
  private static final List<String> EXPRESSIONS =
      List.of(
          "delta < 0 ? -delta : delta",
          "!robot && user.startsWith('a') || ratio > 1.5",
          "tags.exists(t, t == 'x' && size(t) > 1)",
          "at + duration('1h') > timestamp('2020-01-01T00:00:00Z')",
          "int(ratio * double(delta)) % 3 in [1, 2, 3]",
          "{'a': tags.map(t, t + '!')}['a'][0].matches('x.*')",
          "user == null ? 'none' : user + string(delta)");
  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "\"",
          "'",
          "'''",
          "\\",
          "//",
          "\n",
          "\u0000",
          "😀",
          "é",
          "?",
          ":",
          ".",
          ",",
          "==",
          "=",
          "!",
          "-",
          "+",
          "&&",
          "||",
          "null",
          "1u",
          "1e999",
          "0x",
          "99999999999999999999",
          "dyn(",
          "has(",
          "type(",
          "map(",
          "exists(",
          "in",
          "`",
          "@absent(",
          "@present(",
          "google.protobuf.Timestamp{",
          "x",
          "delta",
          "tags",
          "b'",
          "r'",
          "\\u",
          "_&&_");

  private static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  private final Scope scope = new Scope(COLUMNS);

  private boolean compiles(String text, String type) {
    try {
      Expression expression = scope.compile(text, ValueType.parse(type).orElseThrow());
      expression.evaluate(ROW);
      expression.evaluate(new Object[ROW.length]);
      return true;
    } catch (ExpressionException e) {
      assertThat(e).hasMessageNotContaining("Exception");
      assertThat(e.position()).isBetween(0, text.length());
      assertThat(e.end()).isBetween(e.position(), text.length());
      return false;
    }
  }

  @Test
  void random_damage_is_the_author_s_mistake() {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println("ExpressionFuzzTest: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    int sound = 0;
    for (int i = 0; i < CASES; i++) {
      String text = damaged(random);
      try {
        for (String type : List.of("BOOL", "INT64", "STRING")) {
          sound += compiles(text, type) ? 1 : 0;
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, case %d: %s".formatted(seed, i, text), e);
      }
    }
    assertThat(sound).isPositive();
  }

  private static String damaged(Random random) {
    StringBuilder text = new StringBuilder(EXPRESSIONS.get(random.nextInt(EXPRESSIONS.size())));
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        default -> text.insert(at, text.substring(at, end));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(|delta|)",
        "-(|delta|)",
        "!|robot|",
        "! |robot|",
        "- |delta|",
        "[|1|]",
        "{1: |1|}",
        "dyn(|delta|)",
        "robot ? 1 : |delta|",
        "robot ? |1| : 2",
        "1 + |delta|",
        "1 + (|delta|)",
        "robot && |robot|",
        "robot && (false || |robot|)",
        "|delta|.a",
        "|tags|[0]",
        "|user|.size()",
        "tags.exists(t, |robot|)",
        "``|user| + user"
      })
  void nesting_however_deep_is_no_more_than_a_mistake(String before, String middle, String after) {
    for (int depth : new int[] {10, 100, 240, 300, 2_000, 20_000}) {
      String text =
          (before == null ? "" : before).repeat(depth)
              + middle
              + (after == null ? "" : after).repeat(depth);
      for (String type : List.of("BOOL", "INT64")) {
        compiles(text, type);
      }
    }
  }
}
