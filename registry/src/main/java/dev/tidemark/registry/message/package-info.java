/** The schemas of Avro and Protobuf messages. */
@NullMarked
package dev.tidemark.registry.message;

import org.jspecify.annotations.NullMarked;
