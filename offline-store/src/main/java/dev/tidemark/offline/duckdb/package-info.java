/** Files, sorting and spilling by DuckDB: the spine, the history and the training set. */
@NullMarked
package dev.tidemark.offline.duckdb;

import org.jspecify.annotations.NullMarked;
