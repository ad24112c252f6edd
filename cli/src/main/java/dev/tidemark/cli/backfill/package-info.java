/** Fills feature logs from the files of their source's history. */
@NullMarked
package dev.tidemark.cli.backfill;

import org.jspecify.annotations.NullMarked;
