/** The Java client of Tidemark. {@link dev.tidemark.sdk.TidemarkClient} is where to begin. */
@NullMarked
package dev.tidemark.sdk;

import org.jspecify.annotations.NullMarked;
