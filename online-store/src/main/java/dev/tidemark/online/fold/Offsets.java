package dev.tidemark.online.fold;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Compares positions in logs. */
final class Offsets {
  private Offsets() {}

  /** Whether every partition has come as far as the ends. */
  static boolean reached(Map<TopicPartition, Long> progress, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> progress.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
