/** Resolved features and the rule that gives their value at T. */
@NullMarked
package dev.tidemark.model.feature;

import org.jspecify.annotations.NullMarked;
