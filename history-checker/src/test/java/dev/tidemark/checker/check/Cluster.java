package dev.tidemark.checker.check;

import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.definition.Source;
import dev.tidemark.checker.product.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is left at the end of a run: the topics of its project. */
public record Cluster(String bootstrapServers, String project) {

  List<ConsumerRecord<byte[], byte[]>> events(Source source) {
    return Topic.read(bootstrapServers, source.topic());
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters(Source source) {
    return Topic.read(
        bootstrapServers, "tidemark.%s.dead-letters.%s".formatted(project, source.name()));
  }

  List<ConsumerRecord<byte[], byte[]>> log(Log log) {
    return Topic.read(bootstrapServers, "tidemark.%s.log.%s".formatted(project, log));
  }
}
