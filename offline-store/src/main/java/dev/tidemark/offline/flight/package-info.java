/** Training sets over Arrow Flight: a spine comes in, the training set goes out, batch by batch. */
@NullMarked
package dev.tidemark.offline.flight;

import org.jspecify.annotations.NullMarked;
