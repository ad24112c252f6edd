/** A Kafka Streams state store on RocksDB that lookups read without Kafka Streams in between. */
@NullMarked
package dev.tidemark.online.store;

import org.jspecify.annotations.NullMarked;
