/** Asks the other nodes of the cluster. */
@NullMarked
package dev.tidemark.online.peer;

import org.jspecify.annotations.NullMarked;
