/** Takes events that clients send with a call. */
@NullMarked
package dev.tidemark.ingest.push;

import org.jspecify.annotations.NullMarked;
