/** The whole product on real data, in one process. */
@NullMarked
package dev.tidemark.cli.demo;

import org.jspecify.annotations.NullMarked;
