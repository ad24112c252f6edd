/** From a feature repository to what is deployed. */
@NullMarked
package dev.tidemark.cli.apply;

import org.jspecify.annotations.NullMarked;
