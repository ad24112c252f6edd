package dev.tidemark.registry.expression;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Our rule for null: a null operand gives null, unless the expression tests for it. CEL itself
 * fails on most null operands, which counts as null, but compares null with any value. So before
 * the check a comparison with the literal null becomes a test, and the operands of every other
 * comparison are made to fail on null.
 */
final class Nulls {
  /** Whether its argument is null. No author can write the name. */
  static final String ABSENT = "@absent";

  /** Its argument; fails on null. */
  private static final String PRESENT = "@present";

  static final List<CelFunctionDecl> DECLARATIONS =
      List.of(
          CelFunctionDecl.newFunctionDeclaration(
              ABSENT, CelOverloadDecl.newGlobalOverload("absent", SimpleType.BOOL, SimpleType.DYN)),
          CelFunctionDecl.newFunctionDeclaration(
              PRESENT,
              CelOverloadDecl.newGlobalOverload(
                  "present", TypeParamType.create("A"), TypeParamType.create("A"))));

  static final List<CelFunctionBinding> BINDINGS =
      List.of(
          CelFunctionBinding.from("absent", Object.class, NullValue.NULL_VALUE::equals),
          CelFunctionBinding.from("present", Object.class, Nulls::present));

  private static final Set<String> COMPARISONS =
      Set.of(
          Operator.EQUALS.getFunction(),
          Operator.NOT_EQUALS.getFunction(),
          Operator.IN.getFunction());

  private Nulls() {}

  private static Object present(Object value) {
    if (value.equals(NullValue.NULL_VALUE)) {
      throw new IllegalArgumentException("null operand");
    }
    return value;
  }

  /**
   * The expression with the rule applied.
   *
   * @param ids gives ids for new nodes
   */
  static CelExpr apply(CelExpr expr, Ids ids) {
    return switch (expr.getKind()) {
      case CALL -> call(expr, ids);
      case LIST -> list(expr, ids);
      case MAP -> map(expr, ids);
      case COMPREHENSION -> comprehension(expr, ids);
      case SELECT ->
          expr.toBuilder()
              .setSelect(
                  expr.select().toBuilder().setOperand(apply(expr.select().operand(), ids)).build())
              .build();
      case CONSTANT, IDENT, STRUCT, NOT_SET -> expr;
    };
  }

  /** Gives each new node of a tree an id of its own. */
  static final class Ids {
    private long last;

    Ids(long last) {
      this.last = last;
    }

    long next() {
      return ++last;
    }
  }

  private static CelExpr call(CelExpr expr, Ids ids) {
    CelCall call = expr.call();
    if (equality(call) && call.args().stream().anyMatch(Nulls::isNull)) {
      return test(expr, ids);
    }
    UnaryOperator<CelExpr> argument =
        COMPARISONS.contains(call.function())
            ? arg -> present(apply(arg, ids), ids)
            : arg -> apply(arg, ids);
    return CelExpr.ofCall(
        expr.id(),
        call.target().map(target -> apply(target, ids)),
        call.function(),
        call.args().stream().map(argument).collect(ImmutableList.toImmutableList()));
  }

  private static CelExpr test(CelExpr expr, Ids ids) {
    CelCall call = expr.call();
    CelExpr first = call.args().getFirst();
    CelExpr tested = apply(isNull(first) ? call.args().getLast() : first, ids);
    boolean negated = call.function().equals(Operator.NOT_EQUALS.getFunction());
    CelExpr absent = global(negated ? ids.next() : expr.id(), ABSENT, tested);
    return negated ? global(expr.id(), Operator.LOGICAL_NOT.getFunction(), absent) : absent;
  }

  private static CelExpr present(CelExpr expr, Ids ids) {
    return expr.getKind() == Kind.CONSTANT || expr.getKind() == Kind.LIST
        ? expr
        : global(ids.next(), PRESENT, expr);
  }

  private static CelExpr global(long id, String function, CelExpr argument) {
    return CelExpr.ofCall(id, Optional.empty(), function, ImmutableList.of(argument));
  }

  private static CelExpr list(CelExpr expr, Ids ids) {
    return CelExpr.ofList(
        expr.id(),
        expr.list().elements().stream()
            .map(element -> apply(element, ids))
            .collect(ImmutableList.toImmutableList()),
        expr.list().optionalIndices());
  }

  private static CelExpr map(CelExpr expr, Ids ids) {
    return CelExpr.ofMap(
        expr.id(),
        expr.map().entries().stream()
            .map(entry ->
                CelExpr.ofMapEntry(
                    entry.id(),
                    apply(entry.key(), ids),
                    apply(entry.value(), ids),
                    entry.optionalEntry()))
            .collect(ImmutableList.toImmutableList()));
  }

  private static CelExpr comprehension(CelExpr expr, Ids ids) {
    CelExpr.CelComprehension loop = expr.comprehension();
    return expr.toBuilder()
        .setComprehension(
            loop.toBuilder()
                .setIterRange(apply(loop.iterRange(), ids))
                .setAccuInit(apply(loop.accuInit(), ids))
                .setLoopCondition(apply(loop.loopCondition(), ids))
                .setLoopStep(apply(loop.loopStep(), ids))
                .setResult(apply(loop.result(), ids))
                .build())
        .build();
  }

  private static boolean equality(CelCall call) {
    return call.function().equals(Operator.EQUALS.getFunction())
        || call.function().equals(Operator.NOT_EQUALS.getFunction());
  }

  private static boolean isNull(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.NULL_VALUE;
  }
}
