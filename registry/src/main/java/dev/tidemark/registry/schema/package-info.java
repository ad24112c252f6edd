/** The JSON Schemas of the definition language, for editors. */
@NullMarked
package dev.tidemark.registry.schema;

import org.jspecify.annotations.NullMarked;
