package dev.tidemark.ingest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The timestamp of a record, or now when it has none, of which Kafka Streams' own extractor dies.
 * Only tombstones depend on it: what is written bears the time of the clock, since a broker refuses
 * a time that is far from its own.
 */
final class RecordTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> event, long partitionTime) {
    return event.timestamp() < 0 ? System.currentTimeMillis() : event.timestamp();
  }
}
