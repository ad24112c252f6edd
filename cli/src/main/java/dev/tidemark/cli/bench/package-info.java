/** Measures lookups against a bare server that returns the same bytes; each side is a process. */
@NullMarked
package dev.tidemark.cli.bench;

import org.jspecify.annotations.NullMarked;
