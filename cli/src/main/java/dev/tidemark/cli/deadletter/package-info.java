/** What sources have refused: reading it, and sending it again. */
@NullMarked
package dev.tidemark.cli.deadletter;

import org.jspecify.annotations.NullMarked;
