/** Folds the feature log into RocksDB and answers lookups from it. */
@NullMarked
package dev.tidemark.online;

import org.jspecify.annotations.NullMarked;
