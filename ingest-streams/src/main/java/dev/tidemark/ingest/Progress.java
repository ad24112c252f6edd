package dev.tidemark.ingest;

import dev.tidemark.registry.kafka.GroupOffsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has come with its source's topic. What has been shaped is in the logs when what
 * stands between, if anything does, has been read as far as it reached then.
 */
final class Progress {
  private final Admin admin;
  private final String application;
  private final List<String> inputs;
  private final List<String> hops;
  private @Nullable Snapshot pending;
  private Map<TopicPartition, Long> reached = Map.of();

  Progress(Admin admin, ShapePlan plan) {
    this.admin = admin;
    application = plan.application();
    inputs = List.of(plan.source().topic());
    hops = DedupeTopology.hops(plan);
  }

  /** How far events were shaped, and what had been written for those behind by then. */
  private record Snapshot(Map<TopicPartition, Long> shaped, Map<TopicPartition, Long> written) {}

  synchronized Map<TopicPartition, Long> get() {
    if (hops.isEmpty()) {
      return GroupOffsets.committed(admin, application, inputs);
    }
    Snapshot snapshot = pending == null ? snapshot() : pending;
    if (isRead(snapshot.written)) {
      reached = snapshot.shaped;
      snapshot = snapshot();
    }
    pending = snapshot;
    return reached;
  }

  private Snapshot snapshot() {
    return new Snapshot(
        GroupOffsets.committed(admin, application, inputs), GroupOffsets.ends(admin, hops));
  }

  private boolean isRead(Map<TopicPartition, Long> written) {
    Map<TopicPartition, Long> read = GroupOffsets.committed(admin, application, hops);
    return written.entrySet().stream()
        .allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
