/** The registry topic, the topics of a project, and how far consumer groups have come. */
@NullMarked
package dev.tidemark.registry.kafka;

import org.jspecify.annotations.NullMarked;
