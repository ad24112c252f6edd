package dev.tidemark.registry.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaving out the functions that an expression does not call changes nothing. */
class CheckersTest {
  private static final List<Column> COLUMNS =
      List.of(
          column("a", "INT64"),
          column("d", "DOUBLE"),
          column("s", "STRING"),
          column("t", "TIMESTAMP"),
          column("l", "ARRAY<INT64>"));

  private static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a + 1",
        "a + 1u",
        "a < 0.5",
        "a < 1u",
        "a == 1.0",
        "d + double(a)",
        "int(d) % 3",
        "uint(a) + 1u",
        "s + 1",
        "s.startsWith('x') && s.matches('y')",
        "size(s) == s.size()",
        "[a, 2].exists(x, x > 1 ? true : x in [3])",
        "l.map(x, x * 2).filter(x, x > 1)[0]",
        "{'k': a}['k'] == 1",
        "has({'k': a}.k)",
        "t + duration('1s') > timestamp('2020-01-01T00:00:00Z')",
        "timestamp(a)",
        "t.getHours('UTC') == 3",
        "type(a) == int",
        "dyn(a) == dyn(s)",
        "string(a) in ['1']",
        "nothing(a)",
        "s.nothing()",
        "-a",
        "!a",
        "a && true",
        "b'x' + b'y'",
        "cel.bind(x, a, x)",
        "optional.of(a)"
      })
  void agrees_with_all_of_cel(String text) throws CelValidationException {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    COLUMNS.forEach(column -> builder.addVar(column.name(), CelValues.declared(column.type())));
    CelCompiler whole = builder.build();
    CelAbstractSyntaxTree tree = whole.parse(text).getAst();
    CelValidationResult expected = whole.check(tree);
    CelValidationResult actual = new Checkers(COLUMNS).check(tree);
    assertThat(actual.hasError()).isEqualTo(expected.hasError());
    if (expected.hasError()) {
      assertThat(actual.getErrors().getFirst()).isEqualTo(expected.getErrors().getFirst());
    } else {
      assertThat(actual.getAst().getResultType()).isEqualTo(expected.getAst().getResultType());
      assertThat(actual.getAst().getReferenceMap()).isEqualTo(expected.getAst().getReferenceMap());
    }
  }
}
