/** What an apply would change, and what follows from it. */
@NullMarked
package dev.tidemark.registry.plan;

import org.jspecify.annotations.NullMarked;
