/** The {@code tidemark} command, which wires the modules into one process. */
@NullMarked
package dev.tidemark.cli;

import org.jspecify.annotations.NullMarked;
