package dev.tidemark.registry.expression;

import dev.cel.common.Operator;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the columns of which a null makes the whole expression null, so that it need not be run:
 * failing in CEL takes 2 µs, running 0.1 µs. May miss some.
 */
record Decisive(Set<String> columns) {

  Set<String> of(CelExpr expr) {
    return switch (expr.getKind()) {
      case IDENT -> columns.contains(expr.ident().name()) ? Set.of(expr.ident().name()) : Set.of();
      case CALL -> of(expr.call());
      case COMPREHENSION -> of(expr.comprehension().iterRange());
      case CONSTANT, SELECT, LIST, STRUCT, MAP, NOT_SET -> Set.of();
    };
  }

  private Set<String> of(CelCall call) {
    List<Set<String>> args = call.args().stream().map(this::of).toList();
    String function = call.function();
    if (function.equals(Operator.LOGICAL_AND.getFunction())
        || function.equals(Operator.LOGICAL_OR.getFunction())) {
      return args.stream().reduce(Decisive::both).orElse(Set.of());
    }
    if (function.equals(Operator.CONDITIONAL.getFunction())) {
      return either(args.getFirst(), both(args.get(1), args.get(2)));
    }
    if (function.equals(Nulls.ABSENT) || function.equals("type")) {
      return Set.of();
    }
    return args.stream().reduce(call.target().map(this::of).orElse(Set.of()), Decisive::either);
  }

  private static Set<String> both(Set<String> left, Set<String> right) {
    Set<String> both = new HashSet<>(left);
    both.retainAll(right);
    return both;
  }

  private static Set<String> either(Set<String> left, Set<String> right) {
    Set<String> either = new HashSet<>(left);
    either.addAll(right);
    return either;
  }
}
