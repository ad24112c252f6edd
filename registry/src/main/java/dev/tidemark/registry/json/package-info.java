/** Versions as JSON, as the registry topic holds them. */
@NullMarked
package dev.tidemark.registry.json;

import org.jspecify.annotations.NullMarked;
