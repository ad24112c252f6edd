/** Which commit a feature repository's definitions come from. */
@NullMarked
package dev.tidemark.registry.git;

import org.jspecify.annotations.NullMarked;
