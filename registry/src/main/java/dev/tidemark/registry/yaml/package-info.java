/** Reads a feature repository: YAML files to definitions, or to every problem that they have. */
@NullMarked
package dev.tidemark.registry.yaml;

import org.jspecify.annotations.NullMarked;
