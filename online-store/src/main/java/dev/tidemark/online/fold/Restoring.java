package dev.tidemark.online.fold;

import dev.tidemark.registry.job.Restore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows how Kafka Streams brings back state from the changelog. */
final class Restoring implements StateRestoreListener {
  private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

  private final Map<TopicPartition, Restore> running = new ConcurrentHashMap<>();

  /** What is being restored, if anything is. */
  Optional<Restore> now() {
    return running.values().stream()
        .reduce((a, b) -> new Restore(a.done() + b.done(), a.total() + b.total()))
        .filter(restore -> restore.total() > 0);
  }

  @Override
  public void onRestoreStart(TopicPartition changelog, String store, long from, long to) {
    running.put(changelog, new Restore(0, to - from));
  }

  @Override
  public void onBatchRestored(TopicPartition changelog, String store, long end, long count) {
    running.computeIfPresent(
        changelog,
        (key, restore) ->
            new Restore(Math.min(restore.total(), restore.done() + count), restore.total()));
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long count) {
    running.remove(changelog);
    LOG.info("Restored {} records of {}", count, changelog);
  }

  @Override
  public void onRestoreSuspended(TopicPartition changelog, String store, long count) {
    running.remove(changelog);
  }
}
