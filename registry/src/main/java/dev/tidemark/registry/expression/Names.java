package dev.tidemark.registry.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelReference;
import java.util.HashSet;
import java.util.Set;

/** The names in a checked expression. */
final class Names {
  private Names() {}

  static Set<String> used(CelAbstractSyntaxTree tree, Set<String> columns) {
    Set<String> used = new HashSet<>();
    for (CelReference reference : tree.getReferenceMap().values()) {
      if (reference.overloadIds().isEmpty() && columns.contains(reference.name())) {
        used.add(reference.name());
      }
    }
    return used;
  }
}
