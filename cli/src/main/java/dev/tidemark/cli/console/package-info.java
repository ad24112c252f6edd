/** What a command says, and how it fails. */
@NullMarked
package dev.tidemark.cli.console;

import org.jspecify.annotations.NullMarked;
