/** Which events of a feature log come from files, so that the live stream does not bring them. */
@NullMarked
package dev.tidemark.ingest.cutoff;

import org.jspecify.annotations.NullMarked;
