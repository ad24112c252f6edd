/** What is in the metadata of a history table, and how it is changed. */
@NullMarked
package dev.tidemark.offline.history.table;

import org.jspecify.annotations.NullMarked;
