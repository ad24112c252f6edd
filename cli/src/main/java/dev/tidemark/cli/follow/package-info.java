/** From a branch in Git to what is deployed. */
@NullMarked
package dev.tidemark.cli.follow;

import org.jspecify.annotations.NullMarked;
