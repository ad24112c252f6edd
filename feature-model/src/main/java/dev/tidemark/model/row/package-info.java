/** The byte formats of feature-log rows and entity keys. */
@NullMarked
package dev.tidemark.model.row;

import org.jspecify.annotations.NullMarked;
