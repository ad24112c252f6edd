/** Tells what the online store holds of a key, to people who ask why a feature has its value. */
@NullMarked
package dev.tidemark.online.seen;

import org.jspecify.annotations.NullMarked;
