package dev.tidemark.registry.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.ListType;
import dev.cel.common.types.NullableType;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import dev.cel.parser.CelStandardMacro;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns that expressions may use. It takes about a millisecond to build, so expressions over
 * the same columns share one. Immutable and safe for use by several threads.
 */
public final class Scope {
  private static final CelParser PARSER =
      CelParserFactory.standardCelParserBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .build();

  private final List<Column> columns;
  private final Set<String> names;
  private final Checkers checkers;

  public Scope(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.names = columns.stream().map(Column::name).collect(Collectors.toUnmodifiableSet());
    this.checkers = new Checkers(this.columns);
  }

  /**
   * Checks an expression, without what it takes to run it.
   *
   * @param result the type that it has to give
   * @return the names of the columns that it uses
   * @throws ExpressionException when the text is no CEL, names something unknown, or has another
   *     type
   */
  public Set<String> check(String text, ValueType result) {
    return Names.used(tree(text, result), names);
  }

  /**
   * Checks an expression and makes it ready to run.
   *
   * @param result the type that it has to give; for INT32 and FLOAT the 64-bit type is narrowed
   * @throws ExpressionException as {@link #check}
   */
  public Expression compile(String text, ValueType result) {
    return new Expression(text, tree(text, result), columns, result);
  }

  /** The checked tree, with our rule for null applied. */
  CelAbstractSyntaxTree tree(String text, ValueType result) {
    try {
      CelAbstractSyntaxTree parsed = sound(PARSER.parse(text), text);
      long last =
          parsed.getSource().getPositionsMap().keySet().stream().max(Long::compare).orElse(0L);
      CelAbstractSyntaxTree tree =
          sound(
              checkers.check(
                  CelAbstractSyntaxTree.newParsedAst(
                      Nulls.apply(parsed.getExpr(), new Nulls.Ids(last)), parsed.getSource())),
              text);
      checkType(tree.getResultType(), result, text);
      return tree;
    } catch (CelValidationException | IllegalStateException e) {
      throw new ExpressionException(
          0, text.length(), "Cannot read the expression: " + e.getMessage());
    }
  }

  private CelAbstractSyntaxTree sound(CelValidationResult checked, String text)
      throws CelValidationException {
    if (checked.hasError()) {
      CelIssue first = checked.getErrors().getFirst();
      throw new Wording(text, columns.stream().map(Column::name).toList()).exception(first);
    }
    return checked.getAst();
  }

  private static void checkType(CelType actual, ValueType result, String text) {
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
