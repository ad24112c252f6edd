package dev.tidemark.registry.expression;

import dev.cel.checker.CelChecker;
import dev.cel.checker.CelCheckerBuilder;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction.Overload.Comparison;
import dev.cel.checker.CelStandardDeclarations.StandardOverload;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationResult;
import dev.cel.common.CelVarDecl;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExprVisitor;
import dev.cel.compiler.CelCompilerFactory;
import dev.tidemark.model.type.Column;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks parsed expressions over the same columns. A checker of CEL declares all its functions anew
 * for each expression, which takes five times as long as the check itself; so an expression is
 * first checked with only the functions that it calls. What that refuses is checked with all of
 * them, for the message.
 */
final class Checkers {
  private final List<Column> columns;
  private final CelChecker all;
  private final Map<Set<String>, CelChecker> some = new ConcurrentHashMap<>();

  Checkers(List<Column> columns) {
    this.columns = columns;
    this.all = builder().build();
  }

  CelValidationResult check(CelAbstractSyntaxTree tree) {
    Set<String> called = new Calls().of(tree.getExpr());
    CelValidationResult checked = some.computeIfAbsent(called, this::only).check(tree);
    return checked.hasError() ? all.check(tree) : checked;
  }

  private CelChecker only(Set<String> functions) {
    CelStandardDeclarations declarations =
        CelStandardDeclarations.newBuilder()
            .filterFunctions(
                (f, overload) -> functions.contains(f.functionName()) && usual(overload))
            .build();
    return builder()
        .setStandardEnvironmentEnabled(false)
        .setStandardDeclarations(declarations)
        .build();
  }

  /** As CEL has it unless told otherwise: an integer is not compared with a double. */
  private static boolean usual(StandardOverload overload) {
    return !(overload instanceof Comparison comparison && comparison.isHeterogeneousComparison());
  }

  private CelCheckerBuilder builder() {
    CelCheckerBuilder builder =
        CelCompilerFactory.standardCelCheckerBuilder().addFunctionDeclarations(Nulls.DECLARATIONS);
    for (Column column : columns) {
      builder.addVarDeclarations(
          CelVarDecl.newVarDeclaration(column.name(), CelValues.declared(column.type())));
    }
    return builder;
  }

  /** Collects the names of the functions that an expression calls. */
  private static final class Calls extends CelExprVisitor {
    private final Set<String> names = new HashSet<>();

    Set<String> of(CelExpr expr) {
      visit(expr);
      return names;
    }

    @Override
    protected void visit(CelExpr expr, CelCall call) {
      names.add(call.function());
      super.visit(expr, call);
    }
  }
}
