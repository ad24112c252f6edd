/** Answers lookups: a request is resolved once, then each key is read once. */
@NullMarked
package dev.tidemark.online.lookup;

import org.jspecify.annotations.NullMarked;
