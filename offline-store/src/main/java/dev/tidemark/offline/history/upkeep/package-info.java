/** Keeps history tables few in files, sorted, and free of what nobody needs. */
@NullMarked
package dev.tidemark.offline.history.upkeep;

import org.jspecify.annotations.NullMarked;
