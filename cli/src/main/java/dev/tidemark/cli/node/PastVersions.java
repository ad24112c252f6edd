package dev.tidemark.cli.node;

import dev.tidemark.cli.apply.PastVersion;
import dev.tidemark.cli.console.Reasons;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.registry.deployment.Version;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * The versions of the registry topic. Following it tells the newest only, so the whole topic is
 * read when somebody first asks after a version was deployed, and what was read is kept. Any
 * thread.
 */
final class PastVersions {
  /** Those who ask meanwhile wait no longer than this: their threads also answer lookups. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<List<Version>> history;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile List<PastVersion> known = List.of();

  /**
   * Nothing read yet.
   *
   * @param history reads the topic
   */
  PastVersions(Supplier<List<Version>> history) {
    this.history = history;
  }

  /**
   * The versions at least up to a deployed one, the oldest first.
   *
   * @throws RequestException of status 503 when they cannot be read now
   */
  List<PastVersion> upTo(int number) {
    return knows(number) ? known : read(number);
  }

  private boolean knows(int number) {
    List<PastVersion> now = known;
    return !now.isEmpty() && now.getLast().number() >= number;
  }

  private List<PastVersion> read(int number) {
    boolean locked = false;
    try {
      locked = reading.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!locked) {
        throw unavailable("they are still being read");
      }
      if (!knows(number)) {
        known = PastVersion.of(history.get());
      }
      return known;
    } catch (KafkaException e) {
      throw unavailable(Reasons.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("the node stops");
    } finally {
      if (locked) {
        reading.unlock();
      }
    }
  }

  private static RequestException unavailable(String reason) {
    return new RequestException(
        503, "FeastError", "Cannot read the versions: %s; try again".formatted(reason));
  }
}
