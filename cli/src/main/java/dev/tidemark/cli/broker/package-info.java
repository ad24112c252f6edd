/** A real Kafka broker inside the process. */
@NullMarked
package dev.tidemark.cli.broker;

import org.jspecify.annotations.NullMarked;
