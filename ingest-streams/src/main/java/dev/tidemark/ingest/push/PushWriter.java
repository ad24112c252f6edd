package dev.tidemark.ingest.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the records of calls, each call's all or none. The calls that wait while a transaction
 * commits share the next one: a commit takes milliseconds, and a producer has one at a time.
 */
final class PushWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushWriter.class);
  private static final int MOST_CALLS = 64;
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration DELIVERY = Duration.ofSeconds(4);
  private static final Duration TRANSACTION = Duration.ofSeconds(10);

  private final Map<String, Object> settings;
  private final BlockingQueue<Call> waiting = new ArrayBlockingQueue<>(4 * MOST_CALLS);
  private final Thread thread = new Thread(this::run, "tidemark-push");
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /** What became of a call. */
  enum Outcome {
    WRITTEN,
    /** Nothing of it was, nor will be. */
    NOT_WRITTEN,
    /** The broker did not say whether the transaction is committed. */
    UNKNOWN
  }

  private record Call(
      List<ProducerRecord<byte[], byte[]>> records, CompletableFuture<Outcome> outcome) {}

  /**
   * A writer that connects with the first call.
   *
   * @param transactionalId of this process alone, and the same after a restart, so that what a
   *     killed process left open is aborted
   */
  PushWriter(Map<String, String> kafka, String transactionalId) {
    settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    thread.setDaemon(true);
    thread.start();
  }

  /** Writes records; returns what became of them within some seconds. */
  Outcome write(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
    Call call = new Call(records, new CompletableFuture<>());
    if (!waiting.offer(call, ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
      return Outcome.NOT_WRITTEN;
    }
    // The thread answers every call: none waits for more than a transaction that fails and its own
    return call.outcome.join();
  }

  private void run() {
    List<Call> calls = new ArrayList<>();
    try {
      while (!Thread.interrupted()) {
        calls.add(waiting.take());
        waiting.drainTo(calls, MOST_CALLS - 1);
        Outcome outcome = transaction(calls);
        answer(calls, outcome);
        if (outcome != Outcome.WRITTEN) {
          // What came meanwhile would only wait as long for the same
          waiting.drainTo(calls);
          answer(calls, Outcome.NOT_WRITTEN);
          drop(outcome == Outcome.NOT_WRITTEN);
        }
      }
    } catch (InterruptedException closed) {
      LOG.debug("Closed");
    } finally {
      waiting.drainTo(calls);
      answer(calls, Outcome.NOT_WRITTEN);
      drop(false);
    }
  }

  private static void answer(List<Call> calls, Outcome outcome) {
    calls.forEach(call -> call.outcome.complete(outcome));
    calls.clear();
  }

  private Outcome transaction(List<Call> calls) throws InterruptedException {
    Outcome onFailure = Outcome.NOT_WRITTEN;
    try {
      KafkaProducer<byte[], byte[]> kafka = connected();
      kafka.beginTransaction();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      calls.forEach(call -> call.records.forEach(record -> sent.add(kafka.send(record))));
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
      onFailure = Outcome.UNKNOWN;
      kafka.commitTransaction();
      return Outcome.WRITTEN;
    } catch (KafkaException | ExecutionException e) {
      LOG.warn("Cannot write {} pushes: {}", calls.size(), onFailure, e);
      return onFailure;
    }
  }

  private KafkaProducer<byte[], byte[]> connected() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      producer.initTransactions();
    }
    return producer;
  }

  /** The next transaction has a new producer, which first aborts what this one left open. */
  private void drop(boolean abort) {
    if (producer == null) {
      return;
    }
    try {
      if (abort) {
        // At once, as readers of committed events wait for it
        producer.abortTransaction();
      }
    } catch (KafkaException | IllegalStateException e) {
      LOG.debug("Cannot abort", e);
    } finally {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(ANSWER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
