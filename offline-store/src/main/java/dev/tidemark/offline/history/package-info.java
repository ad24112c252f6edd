/** History: feature logs as Iceberg tables, written exactly once. */
@NullMarked
package dev.tidemark.offline.history;

import org.jspecify.annotations.NullMarked;
