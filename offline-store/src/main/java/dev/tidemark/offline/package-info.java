/** Keeps the history of the feature log and cuts training sets from it. */
@NullMarked
package dev.tidemark.offline;

import org.jspecify.annotations.NullMarked;
