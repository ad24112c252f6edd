package dev.tidemark.ingest.cutoff;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows, in a thread of its own, which event times of which feature log come from files. */
public final class CutOffs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CutOffs.class);

  private final FillTopic topic;
  private final Thread thread;
  private volatile boolean closed;
  private volatile Map<String, List<TimeRange>> ranges;

  /**
   * Reads the topic to its end, and follows it.
   *
   * @param onChange is called by the thread after the ranges have changed
   */
  public CutOffs(Map<String, String> kafka, String topic, Consumer<CutOffs> onChange) {
    this.topic = new FillTopic(kafka, topic);
    try {
      ranges = ranges(this.topic.readToEnd());
    } catch (RuntimeException e) {
      this.topic.close();
      throw e;
    }
    thread = new Thread(() -> follow(onChange), "tidemark-cut-offs");
    thread.setDaemon(true);
    thread.start();
  }

  /** The event times that files bring, by the log's topic. */
  public Map<String, List<TimeRange>> ranges() {
    return ranges;
  }

  private static Map<String, List<TimeRange>> ranges(Map<String, List<Fill>> fills) {
    return fills.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, log -> log.getValue().stream().map(Fill::range).toList()));
  }

  private void follow(Consumer<CutOffs> onChange) {
    try (topic) {
      while (!closed) {
        try {
          Map<String, List<TimeRange>> now = ranges(topic.next());
          if (!now.equals(ranges)) {
            ranges = now;
            onChange.accept(this);
          }
        } catch (WakeupException e) {
          LOG.debug("Closed");
        } catch (KafkaException e) {
          LOG.warn("Cannot follow which events come from files; trying again", e);
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    topic.wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
