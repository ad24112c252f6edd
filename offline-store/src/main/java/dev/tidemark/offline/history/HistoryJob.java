package dev.tidemark.offline.history;

import dev.tidemark.offline.history.catalog.Warehouse;
import dev.tidemark.offline.history.table.TableUse;
import dev.tidemark.offline.history.upkeep.Caretaker;
import dev.tidemark.offline.history.upkeep.Orphans;
import dev.tidemark.offline.history.upkeep.Upkeep;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.deployment.RowLog;
import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Setbacks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one feature log's history in a thread of its own, together with those of other nodes that
 * write the same table, and begins anew after a failure.
 */
final class HistoryJob implements Job, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryJob.class);

  /** What goes elsewhere is written here first. */
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  /**
   * What all jobs of a node share.
   *
   * @param upkeep whose table is looked after
   */
  record Place(
      Map<String, String> kafka,
      Settings.History settings,
      Warehouse warehouse,
      Writers writers,
      Semaphore upkeep) {}

  /**
   * Who writes.
   *
   * @param node this node's name, which no other node of the project has
   */
  record Writers(String project, String node) {
    /** Nodes with warehouses of their own do not share the partitions. */
    String group(Table table, RowLog log) {
      return new Topics(project).historyGroup(log.table(), table.uuid().toString());
    }
  }

  private final Place place;
  private final RowLog log;
  private final List<TopicPartition> partitions;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<CompletableFuture<Void>> flushes = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  /** Whether other nodes get the partitions when it ends, instead of waiting for it. */
  private volatile boolean leaving = true;

  private volatile State state = State.STARTING;
  private volatile Map<Integer, Long> visible = Map.of();
  private final Setbacks setbacks;
  private final LongAdder events = new LongAdder();

  HistoryJob(Place place, RowLog log, int partitionCount) {
    this.place = place;
    this.log = log;
    this.partitions =
        IntStream.range(0, partitionCount)
            .mapToObj(p -> new TopicPartition(log.topic(), p))
            .toList();
    setbacks = new Setbacks(place.warehouse().folder().orElse(TEMPORARY), InstantSource.system());
    this.thread = Thread.ofPlatform().name(name()).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public String name() {
    return "history " + log.table();
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public List<String> inputs() {
    return List.of(log.topic());
  }

  @Override
  public Map<TopicPartition, Long> progress() {
    Map<Integer, Long> seen = visible;
    Map<TopicPartition, Long> progress = new HashMap<>();
    partitions.forEach(p -> progress.put(p, seen.getOrDefault(p.partition(), 0L)));
    return progress;
  }

  @Override
  public long events() {
    return events.sum();
  }

  @Override
  public Setbacks setbacks() {
    return setbacks;
  }

  /** Asks for a commit of what was read; the future completes when it is done or has failed. */
  CompletableFuture<Void> flush() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    flushes.add(done);
    if (state != State.RUNNING) {
      answerFlushes();
    }
    return done;
  }

  private void answerFlushes() {
    for (CompletableFuture<Void> done = flushes.poll(); done != null; done = flushes.poll()) {
      done.complete(null);
    }
  }

  private void run() {
    while (!isClosing()) {
      try {
        follow();
      } catch (Exception e) {
        state = State.FAILED;
        LOG.error("Cannot go on with {}; trying again soon", name(), e);
        answerFlushes();
        setbacks.pause(e);
      } finally {
        answerFlushes();
      }
    }
  }

  /** Returns when the job is closed. */
  private void follow() throws IOException {
    try (TableUse use = use()) {
      TableWriter writer =
          TableWriter.open(place.warehouse(), log, place.settings().partitionBy(), use);
      SeenOffsets seen = new SeenOffsets(table());
      Membership member =
          new Membership(
              place.kafka(), place.writers().group(seen.table(), log), place.writers().node());
      try (LogTail tail = tail(member, writer);
          Caretaker caretaker = new Caretaker(() -> upkeep(use))) {
        visible = seen.offsets();
        state = State.RUNNING;
        try {
          write(tail, caretaker, seen);
        } finally {
          if (isClosing() && leaving) {
            tail.leave();
          }
        }
      }
    }
  }

  private void write(LogTail tail, Caretaker caretaker, SeenOffsets seen) throws IOException {
    while (!isClosing()) {
      events.add(tail.step());
      caretaker.set(tail.hasFirst());
      boolean asked = !flushes.isEmpty();
      if (asked) {
        tail.commit();
      }
      visible = seen.with(tail, asked);
      if (asked) {
        answerFlushes();
      }
    }
    tail.commit();
  }

  private TableUse use() {
    return place
        .warehouse()
        .folder()
        .map(folder -> new TableUse(folder.resolve(log.table() + ".lock")))
        .orElseGet(TableUse::new);
  }

  private Table table() {
    return place.warehouse().find(log.table()).orElseThrow();
  }

  private LogTail tail(Membership member, TableWriter writer) {
    return new LogTail(
        member.consumer(),
        writer,
        log.topic(),
        partitions.size(),
        place.settings().commitInterval());
  }

  private Upkeep upkeep(TableUse use) {
    Orphans orphans = place.warehouse().folder().isPresent() ? Orphans.SEEN : Orphans.UNSEEN;
    return new Upkeep(table(), use, place.settings(), orphans, place.upkeep());
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Commits what was read, and ends; other nodes go on with its partitions. */
  @Override
  public void close() {
    end();
  }

  /** The same, for one that is followed by another at once: its partitions wait for that. */
  void closeToReturn() {
    leaving = false;
    end();
  }

  private void end() {
    closing.countDown();
    setbacks.close();
    try {
      thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
