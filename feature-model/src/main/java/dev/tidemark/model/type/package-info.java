/** The types of columns, keys and features. */
@NullMarked
package dev.tidemark.model.type;

import org.jspecify.annotations.NullMarked;
