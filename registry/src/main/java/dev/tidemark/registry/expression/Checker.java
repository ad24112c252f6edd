package dev.tidemark.registry.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.ListType;
import dev.cel.common.types.NullableType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.util.List;

/** Parses an expression and checks its types. */
final class Checker {
  private final String text;
  private final Wording wording;
  private final CelCompiler compiler;

  Checker(String text, List<Column> columns) {
    this.text = text;
    this.wording = new Wording(text, columns.stream().map(Column::name).toList());
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addFunctionDeclarations(Nulls.DECLARATIONS);
    for (Column column : columns) {
      builder.addVar(column.name(), CelValues.declared(column.type()));
    }
    this.compiler = builder.build();
  }

  /** The checked tree, with our rule for null applied. */
  CelAbstractSyntaxTree check(ValueType result) {
    try {
      CelAbstractSyntaxTree parsed = sound(compiler.parse(text));
      long last =
          parsed.getSource().getPositionsMap().keySet().stream().max(Long::compare).orElse(0L);
      CelAbstractSyntaxTree tree =
          sound(
              compiler.check(
                  CelAbstractSyntaxTree.newParsedAst(
                      Nulls.apply(parsed.getExpr(), new Nulls.Ids(last)), parsed.getSource())));
      checkType(tree.getResultType(), result);
      return tree;
    } catch (CelValidationException | IllegalStateException e) {
      throw new ExpressionException(
          0, text.length(), "Cannot read the expression: " + e.getMessage());
    }
  }

  private CelAbstractSyntaxTree sound(CelValidationResult checked) throws CelValidationException {
    if (checked.hasError()) {
      CelIssue first = checked.getErrors().getFirst();
      throw wording.exception(first);
    }
    return checked.getAst();
  }

  private void checkType(CelType actual, ValueType result) {
    if (!plain(actual).equals(CelValues.expected(result))) {
      throw new ExpressionException(
          0,
          text.length(),
          "the expression gives %s, expected %s"
              .formatted(Wording.type(CelTypes.format(actual)), result));
    }
  }

  private static CelType plain(CelType type) {
    if (type instanceof NullableType nullable) {
      return nullable.targetType();
    }
    return type instanceof ListType list && list.hasElemType()
        ? ListType.create(plain(list.elemType()))
        : type;
  }
}
