package dev.tidemark.registry.kafka;

import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
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
      }
      position = reader.position();
    }
  }

  private void deliver(String value) {
    try {
      onVersion.accept(VersionJson.read(value));
    } catch (RuntimeException e) {
      LOG.error("Cannot move to the version that was deployed for {}", project, e);
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
