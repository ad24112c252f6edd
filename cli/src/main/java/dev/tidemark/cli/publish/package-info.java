/** Replays files into source topics. */
@NullMarked
package dev.tidemark.cli.publish;

import org.jspecify.annotations.NullMarked;
