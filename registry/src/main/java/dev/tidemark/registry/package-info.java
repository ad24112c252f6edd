/**
 * Turns YAML definitions into validated, versioned, compiled definitions and keeps them in the
 * registry topic.
 */
@NullMarked
package dev.tidemark.registry;

import org.jspecify.annotations.NullMarked;
