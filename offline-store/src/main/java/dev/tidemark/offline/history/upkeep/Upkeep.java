package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.registry.definition.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one table in a thread of its own while it is written: removes what a process that
 * died has left over; then, if the settings want it, merges its files and expires its snapshots
 * every so often. What fails is tried again at the next look. It does no harm when another node
 * looks after the same table: of two that change the same files, one fails.
 */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration SETTLED = Duration.ofHours(1);

  private final Table table;
  private final TableUse use;
  private final Settings.History settings;
  private final Orphans orphans;
  private final Semaphore turns;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** The snapshot after which what was left over has been removed. */
  private long cleared = -1;

  /**
   * @param table not used by another thread
   * @param turns of the node's tables: they are looked after one by one
   */
  public Upkeep(
      Table table, TableUse use, Settings.History settings, Orphans orphans, Semaphore turns) {
    this.table = table;
    this.use = use;
    this.settings = settings;
    this.orphans = orphans;
    this.turns = turns;
    thread = Thread.ofPlatform().name("upkeep " + table.name()).daemon().unstarted(this::follow);
  }

  public void start() {
    thread.start();
  }

  private void follow() {
    try {
      inTurn(this::clear);
      while (settings.compaction().enabled() && !closing.await(pause(), TimeUnit.MILLISECONDS)) {
        inTurn(() -> look(Instant.now(), SETTLED));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long pause() {
    return settings.compaction().interval().toMillis();
  }

  @FunctionalInterface
  private interface Task {
    void run() throws IOException;
  }

  private void inTurn(Task task) throws InterruptedException {
    turns.acquire();
    try {
      task.run();
    } catch (CancellationException e) {
      LOG.debug("Stopped looking after {}", table.name());
    } catch (Exception e) {
      LOG.warn("Cannot look after history table {}; trying again later", table.name(), e);
    } finally {
      turns.release();
    }
  }

  /** Merges, expires, and removes what is left over. */
  void look(Instant now, Duration settled) throws IOException {
    long fileBytes = (long) settings.compaction().megabytes() << 20;
    int merges = new Compactor(table, use, fileBytes, settled).run(now, this::isClosing);
    int expired = new Expiry(settings.keeping()).expire(table, now);
    int removed = clear();
    if (merges + expired + removed > 0) {
      LOG.info(
          "Looked after {}: {} merges, {} snapshots expired, {} orphans removed",
          table.name(),
          merges,
          expired,
          removed);
    }
  }

  /** Removes what is left over, unless nothing has come since that was done. */
  private int clear() {
    table.refresh();
    Snapshot now = table.currentSnapshot();
    if (now != null && now.snapshotId() == cleared) {
      return 0;
    }
    OptionalInt removed = orphans.remove(table, use);
    if (now != null && removed.isPresent()) {
      cleared = now.snapshotId();
    }
    return removed.orElse(0);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Asks it to stop, and does not wait until it has. */
  void stop() {
    closing.countDown();
  }

  /** Stops, in the middle of a merge if need be, and returns when nothing is written any more. */
  @Override
  public void close() {
    closing.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
