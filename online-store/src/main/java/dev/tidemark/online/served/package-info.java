/** The serving log: what sampled lookups were answered goes to a topic. */
@NullMarked
package dev.tidemark.online.served;

import org.jspecify.annotations.NullMarked;
