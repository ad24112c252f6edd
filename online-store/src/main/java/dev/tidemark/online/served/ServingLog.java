package dev.tidemark.online.served;

import dev.tidemark.online.request.Answer;
import dev.tidemark.registry.deployment.ServedLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what sampled lookups were answered to the logs of their services. A lookup only hands its
 * answer over: rows are made and sent by a thread of its own, and where too many wait they are
 * dropped.
 */
public final class ServingLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServingLog.class);

  /** Entity rows of answers that wait; each keeps what was read for it in memory. */
  static final int MOST_WAITING = 10_000;

  private static final int LINGER_MILLIS = 100;
  private static final int BUFFER_BYTES = 16 << 20;

  /** How long the thread waits for room in the buffer; then it drops rows. */
  private static final Duration BLOCKED = Duration.ofSeconds(1);

  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration DELIVERY = Duration.ofSeconds(30);
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final Map<String, Object> settings;
  private final Outcome.Listener outcomes;
  private final BlockingQueue<Sampled> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger waitingRows = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "tidemark-serving-log");
  private final Map<String, ServedRows> rows = new HashMap<>();
  private @Nullable Producer<byte[], byte[]> producer;
  private volatile long closedAt;
  private volatile boolean closed;

  private record Sampled(ServedLog log, Answer answer) {
    int rows() {
      return answer.result().rows();
    }
  }

  /**
   * A log that connects with the first answer.
   *
   * @param outcomes is told what became of each row
   */
  public ServingLog(Map<String, String> kafka, Outcome.Listener outcomes) {
    this.outcomes = outcomes;
    settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKED.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes an answer, if it is one of the sample. Never waits, and never fails. */
  public void answered(ServedLog log, Answer answer) {
    if (ThreadLocalRandom.current().nextDouble() < log.sample()) {
      take(new Sampled(log, answer));
    }
  }

  /** One that alone is too large is taken when no other waits. */
  private void take(Sampled sampled) {
    int before = waitingRows.getAndAdd(sampled.rows());
    if (before > 0 && before + sampled.rows() > MOST_WAITING) {
      drop(sampled);
    } else {
      waiting.add(sampled);
    }
  }

  private void drop(Sampled sampled) {
    waitingRows.addAndGet(-sampled.rows());
    outcomes.rows(sampled.log.service(), Outcome.DROPPED, sampled.rows());
  }

  private void run() {
    try {
      while (!over()) {
        Sampled next = waiting.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          send(next);
        } else if (closed) {
          break;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    for (Sampled left = waiting.poll(); left != null; left = waiting.poll()) {
      drop(left);
    }
    if (producer != null) {
      Duration left = left();
      producer.close(left.isPositive() ? left : Duration.ZERO);
    }
  }

  /** Whether nothing more is sent. */
  private boolean over() {
    return closed && !left().isPositive();
  }

  /** What is left of the time to close. */
  private Duration left() {
    return CLOSING.minusNanos(System.nanoTime() - closedAt);
  }

  private void send(Sampled sampled) {
    waitingRows.addAndGet(-sampled.rows());
    int row = 0;
    try {
      ServedRows to = rows(sampled.log);
      String id = RequestId.of(sampled.answer.result().time(), ThreadLocalRandom.current());
      for (; row < sampled.rows() && !over(); row++) {
        send(to, to.key(id, row), to.value(sampled.answer, row));
      }
    } catch (RuntimeException e) {
      LOG.warn("Cannot log a lookup of {}", sampled.log.service(), e);
    }
    if (row < sampled.rows()) {
      outcomes.rows(sampled.log.service(), Outcome.DROPPED, sampled.rows() - row);
    }
  }

  private void send(ServedRows to, byte[] key, byte[] value) {
    String service = to.log().service();
    var _ =
        connected()
            .send(
                new ProducerRecord<>(to.log().topic(), key, value),
                (_, failure) ->
                    outcomes.rows(service, failure == null ? Outcome.SENT : Outcome.DROPPED, 1));
  }

  @SuppressWarnings("ReferenceEquality") // each deployment has its own
  private ServedRows rows(ServedLog log) {
    ServedRows known = rows.get(log.service());
    if (known == null || known.log() != log) {
      known = new ServedRows(log);
      rows.put(log.service(), known);
    }
    return known;
  }

  private Producer<byte[], byte[]> connected() {
    Producer<byte[], byte[]> known = producer;
    if (known == null) {
      known = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      producer = known;
    }
    return known;
  }

  /** Sends what waits, for some seconds at most; no answer comes any more. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closedAt = System.nanoTime();
    closed = true;
    try {
      thread.join(CLOSING.plus(BLOCKED).plus(BLOCKED));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
