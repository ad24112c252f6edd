/** Writes events as messages of a source's format. */
@NullMarked
package dev.tidemark.ingest.message;

import org.jspecify.annotations.NullMarked;
