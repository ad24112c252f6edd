/** What comes from what, from the topic to the service. */
@NullMarked
package dev.tidemark.registry.lineage;

import org.jspecify.annotations.NullMarked;
