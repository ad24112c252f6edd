/** Versions as JSON, as the registry topic holds them, and how events in JSON are read as trees. */
@NullMarked
package dev.tidemark.registry.json;

import org.jspecify.annotations.NullMarked;
