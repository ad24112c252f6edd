/** The jobs that fold feature logs into state: one Kafka Streams application for each entity. */
@NullMarked
package dev.tidemark.online.fold;

import org.jspecify.annotations.NullMarked;
