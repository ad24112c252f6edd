package dev.tidemark.registry.kafka;

import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that hands on the versions of a project as they are deployed. */
public final class Following implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  private static final long PAUSE_MILLIS = 1_000;
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Map<String, String> kafka;
  private final String topic;
  private final String project;
  private final Consumer<Version> onVersion;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<@Nullable RegistryReader> running = new AtomicReference<>();

  /** Where the next reader begins; touched by the thread alone. */
  private long position;

  private boolean started;

  /** The newest version, when it could not be moved to; it is tried again. */
  private @Nullable String failed;

  private long failedAt;

  Following(Map<String, String> kafka, String topic, String project, Consumer<Version> onVersion) {
    this.kafka = kafka;
    this.topic = topic;
    this.project = project;
    this.onVersion = onVersion;
    this.thread = Thread.ofPlatform().name("registry-" + project).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closed()) {
      try (RegistryReader reader = new RegistryReader(kafka, topic, project, position)) {
        follow(reader);
      } catch (WakeupException e) {
        LOG.debug("No longer following {}", topic);
      } catch (KafkaException e) {
        LOG.warn("Cannot read {}, trying again: {}", topic, e.getMessage());
        pause();
      }
    }
  }

  private void follow(RegistryReader reader) {
    running.set(reader);
    if (!started && !closed()) {
      reader.latest().ifPresent(this::deliver);
      started = true;
      position = reader.position();
    }
    while (!closed()) {
      List<String> versions = reader.poll();
      if (!versions.isEmpty()) {
        deliver(versions.getLast());
      } else if (failed != null && System.nanoTime() - failedAt > RETRY.toNanos()) {
        deliver(failed);
      }
      position = reader.position();
    }
  }

  private void deliver(String value) {
    try {
      onVersion.accept(VersionJson.read(value));
      failed = null;
    } catch (RuntimeException e) {
      LOG.error(
          "Cannot move to the version that was deployed for {}; trying again in {} s",
          project,
          RETRY.toSeconds(),
          e);
      failed = value;
      failedAt = System.nanoTime();
    }
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  /** Stops following and waits until the thread has ended, unless it is the caller. */
  @Override
  public void close() {
    closing.countDown();
    RegistryReader reader = running.get();
    if (reader != null) {
      reader.wake();
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
