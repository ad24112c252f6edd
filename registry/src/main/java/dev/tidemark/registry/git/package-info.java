/** Which commit a feature repository's definitions come from, and how to get another. */
@NullMarked
package dev.tidemark.registry.git;

import org.jspecify.annotations.NullMarked;
