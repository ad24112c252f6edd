/** One running process: broker, roles, HTTP, and the files by which other commands find it. */
@NullMarked
package dev.tidemark.cli.node;

import org.jspecify.annotations.NullMarked;
