package dev.tidemark.offline.flight;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call: batches, no faster than the client reads them. To be made where the call
 * begins.
 */
final class Answer {
  /** How long a client may leave unread what it was sent. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ServerCallStreamObserver<FlightData> observer;
  private final @Nullable Deadline deadline = Context.current().getDeadline();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean cancelled;
  private @Nullable Future<?> work;

  Answer(StreamObserver<FlightData> observer) {
    this.observer = (ServerCallStreamObserver<FlightData>) observer;
    this.observer.setOnReadyHandler(this::wake);
    this.observer.setOnCancelHandler(this::cancel);
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void cancel() {
    lock.lock();
    try {
      cancelled = true;
      changed.signalAll();
      if (work != null) {
        work.cancel(true);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What ends when the client goes. */
  void is(Future<?> work) {
    lock.lock();
    try {
      this.work = work;
      if (cancelled) {
        work.cancel(true);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean cancelled() {
    return observer.isCancelled();
  }

  /**
   * Goes on if the client is still there.
   *
   * @throws CancellationException when it is not
   */
  void check() {
    if (cancelled()) {
      throw new CancellationException("the client has gone");
    }
  }

  /** How long the client waits, but no longer than that. */
  Duration patience(Duration longest) {
    if (deadline == null) {
      return longest;
    }
    long left = Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    return Duration.ofNanos(Math.min(left, longest.toNanos()));
  }

  /** Sends all that the reader has. */
  void send(ArrowReader rows) throws IOException {
    VectorSchemaRoot root = rows.getVectorSchemaRoot();
    send(Outgoing.schema(root.getSchema()));
    while (rows.loadNextBatch()) {
      Outgoing.batches(root, this::send);
    }
  }

  private void send(FlightData data) {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (!observer.isReady()) {
        check();
        if (left <= 0) {
          throw Status.DEADLINE_EXCEEDED
              .withDescription(
                  "Cannot send the training set: the client has read nothing for %d s"
                      .formatted(PATIENCE.toSeconds()))
              .asRuntimeException();
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException) new CancellationException("interrupted").initCause(e);
    } finally {
      lock.unlock();
    }
    check();
    observer.onNext(data);
  }

  void complete() {
    observer.onCompleted();
  }

  void fail(Throwable failure) {
    observer.onError(Refusals.of(failure));
  }
}
