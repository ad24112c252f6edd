/** The commands of the command line. */
@NullMarked
package dev.tidemark.cli.command;

import org.jspecify.annotations.NullMarked;
