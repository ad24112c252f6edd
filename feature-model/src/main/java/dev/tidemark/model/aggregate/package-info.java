/** The aggregate functions and the state they keep. */
@NullMarked
package dev.tidemark.model.aggregate;

import org.jspecify.annotations.NullMarked;
