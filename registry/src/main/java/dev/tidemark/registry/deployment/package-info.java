/** Applied definitions, and what they resolve to. */
@NullMarked
package dev.tidemark.registry.deployment;

import org.jspecify.annotations.NullMarked;
