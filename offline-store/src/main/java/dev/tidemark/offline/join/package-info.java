/** The point-in-time join: history and spine, merged in the order of keys and time. */
@NullMarked
package dev.tidemark.offline.join;

import org.jspecify.annotations.NullMarked;
