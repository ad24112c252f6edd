/** Measurements of the whole product and of its parts. */
@NullMarked
package dev.tidemark.bench;

import org.jspecify.annotations.NullMarked;
