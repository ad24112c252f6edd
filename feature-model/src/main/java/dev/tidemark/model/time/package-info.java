/** Event times: microseconds since the epoch, and how a source writes them. */
@NullMarked
package dev.tidemark.model.time;

import org.jspecify.annotations.NullMarked;
