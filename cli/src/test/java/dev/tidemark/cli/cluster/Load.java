package dev.tidemark.cli.cluster;

import dev.tidemark.sdk.FeatureRow;
import dev.tidemark.sdk.FeatureRows;
import dev.tidemark.sdk.FeatureStatus;
import dev.tidemark.sdk.LookupRequest;
import dev.tidemark.sdk.TidemarkClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Lookups of single customers at a steady rate, spread over nodes by the SDK. Each is timed from
 * when it was due, so that one that waits behind a slow one counts as slow.
 */
public final class Load implements AutoCloseable {
  private static final int THREADS = 8;
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final TidemarkClient client;
  private final int customers;
  private final long orders;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong slow = new AtomicLong();
  private final AtomicLong worst = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  /** What became of the lookups so far. */
  public record Result(long answered, long slow, long worstMillis, List<String> failures) {}

  /**
   * Begins.
   *
   * @param orders that each customer has
   */
  public Load(List<String> nodes, int perSecond, int customers, long orders) {
    client = TidemarkClient.plaintext(nodes.toArray(String[]::new));
    this.customers = customers;
    this.orders = orders;
    long between = 1_000_000_000L * THREADS / perSecond;
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().daemon().start(() -> run(between)));
    }
  }

  private void run(long between) {
    long due = System.nanoTime() + ThreadLocalRandom.current().nextLong(between);
    while (!over) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      lookUp(due);
      due += between;
    }
  }

  private void lookUp(long due) {
    long customer = ThreadLocalRandom.current().nextLong(customers);
    try {
      FeatureRows rows =
          client.lookup(
              LookupRequest.service("checkout_v1")
                  .row("customer", customer)
                  .deadline(DEADLINE)
                  .build());
      FeatureRow row = rows.get(0);
      if (row.status("orders") != FeatureStatus.PRESENT || row.getLong("orders") != orders) {
        failures.add("customer " + customer + ": " + row + " " + rows.reasons());
      }
    } catch (RuntimeException e) {
      failures.add("customer " + customer + ": " + e);
    }
    long millis = (System.nanoTime() - due) / 1_000_000;
    answered.incrementAndGet();
    worst.accumulateAndGet(millis, Math::max);
    if (millis > 250) {
      slow.incrementAndGet();
    }
  }

  /** What happened since the last call. */
  public Result take() {
    List<String> failed = List.copyOf(failures);
    failures.clear();
    return new Result(answered.getAndSet(0), slow.getAndSet(0), worst.getAndSet(0), failed);
  }

  @Override
  public void close() {
    over = true;
    client.close();
  }
}
