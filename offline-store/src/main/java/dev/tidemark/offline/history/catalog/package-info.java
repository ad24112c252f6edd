/** Where a project's history tables are. */
@NullMarked
package dev.tidemark.offline.history.catalog;

import org.jspecify.annotations.NullMarked;
