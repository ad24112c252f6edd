/** Brings events from their sources into the feature log. */
@NullMarked
package dev.tidemark.ingest;

import org.jspecify.annotations.NullMarked;
