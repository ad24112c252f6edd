package dev.tidemark.online.fold;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells when this process has stood still, stopped or swapped out with its machine, for so long
 * that its session may be over: other nodes may then own what it thinks it does, until it has
 * heard.
 */
final class Stalls implements AutoCloseable {
  private static final long TICK_MILLIS = 200;

  /** The last sign of life may have been a heartbeat before it. */
  private static final long LONG = FoldSettings.SESSION.minus(FoldSettings.HEARTBEAT).toNanos();

  /** Then a heartbeat has been answered. */
  private static final long HEARD = FoldSettings.HEARTBEAT.plusSeconds(2).toNanos();

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-fold-stalls").factory());
  private volatile long doubtUntil = System.nanoTime();
  private volatile long ticked = System.nanoTime();

  /** Looks from now on. */
  void start() {
    var _ =
        clock.scheduleWithFixedDelay(
            () -> tick(System.nanoTime()), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void tick(long now) {
    if (now - ticked > LONG) {
      doubtUntil = now + HEARD;
    }
    ticked = now;
  }

  /** Whether there was none lately. Any thread, also the first that goes on after one. */
  boolean none() {
    return none(System.nanoTime());
  }

  boolean none(long now) {
    return now - ticked <= LONG && now - doubtUntil >= 0;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
