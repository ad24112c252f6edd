/** The objects that people write in YAML, validated. */
@NullMarked
package dev.tidemark.registry.definition;

import org.jspecify.annotations.NullMarked;
