package dev.tidemark.offline.history.upkeep;

import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.registry.definition.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one table in a thread of its own while it is written: merges its files, expires its
 * snapshots, removes what was left over. What fails is tried again at the next look.
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

  /** Begins, if the settings want it. */
  public void start() {
    if (settings.compaction().enabled()) {
      thread.start();
    }
  }

  private void follow() {
    try {
      while (!closing.await(settings.compaction().interval().toMillis(), TimeUnit.MILLISECONDS)) {
        turns.acquire();
        try {
          look(Instant.now(), SETTLED);
        } catch (CancellationException e) {
          return;
        } catch (Exception e) {
          LOG.warn("Cannot look after history table {}; trying again later", table.name(), e);
        } finally {
          turns.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Merges, expires, and removes what is left over. */
  void look(Instant now, Duration settled) throws IOException {
    long fileBytes = (long) settings.compaction().megabytes() << 20;
    int merges = new Compactor(table, use, fileBytes, settled).run(now, this::isClosing);
    int expired = new Expiry(settings.keeping()).expire(table, now);
    if (merges + expired > 0) {
      int removed = orphans.remove(table, use);
      LOG.info(
          "Looked after {}: {} merges, {} snapshots expired, {} orphans removed",
          table.name(),
          merges,
          expired,
          removed);
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
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
