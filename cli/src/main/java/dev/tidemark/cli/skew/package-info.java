/** {@code verify --served}: what was served against what should have been. */
@NullMarked
package dev.tidemark.cli.skew;

import org.jspecify.annotations.NullMarked;
