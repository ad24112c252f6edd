/** Fills feature logs from files. */
@NullMarked
package dev.tidemark.ingest.backfill;

import org.jspecify.annotations.NullMarked;
