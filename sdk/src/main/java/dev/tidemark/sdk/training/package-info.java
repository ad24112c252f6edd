/**
 * Training sets, which come over Arrow Flight: this package alone needs {@code
 * org.apache.arrow:flight-core} on the class path.
 */
@NullMarked
package dev.tidemark.sdk.training;

import org.jspecify.annotations.NullMarked;
