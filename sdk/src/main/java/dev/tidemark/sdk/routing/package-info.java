/** Where keys are. For {@link dev.tidemark.sdk.TidemarkClient} alone. */
@NullMarked
package dev.tidemark.sdk.routing;

import org.jspecify.annotations.NullMarked;
