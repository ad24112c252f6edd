/** Conditions and derived columns: expressions in CEL over the columns of a source. */
@NullMarked
package dev.tidemark.registry.expression;

import org.jspecify.annotations.NullMarked;
