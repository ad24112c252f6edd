/** How a node is: as it tells it, and as people read it. */
@NullMarked
package dev.tidemark.cli.status;

import org.jspecify.annotations.NullMarked;
