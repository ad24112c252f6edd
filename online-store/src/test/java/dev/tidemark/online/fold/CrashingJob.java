package dev.tidemark.online.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/**
 * Folds events as Kafka Streams has it done, over a database and a changelog that are seen through:
 * what has changed is stored all at once, then sent entry by entry; a commit is when all of that
 * has arrived. A process that dies loses what it has not stored, and what has not arrived. The next
 * one reads the changelog from the last commit on into the database that it finds, and the events
 * from the last commit on.
 */
final class CrashingJob {
  private final Fixture fixture;
  private final List<Plain> events;
  private final Random random;

  private final List<KeyValue<Bytes, byte[]>> changelog = new ArrayList<>();
  private Map<Bytes, byte[]> database = new HashMap<>();

  /** What the last commit covers. */
  private int committedEvents;

  private int committedChanges;
  private Map<Bytes, byte[]> committedDatabase = Map.of();

  private long commits;

  CrashingJob(Fixture fixture, List<Plain> events, Random random) {
    this.fixture = fixture;
    this.events = events;
    this.random = random;
  }

  Map<Bytes, byte[]> entries() {
    return database;
  }

  void runToTheEnd() {
    PartitionFold fold = start();
    run(fold, events.size());
    fold.flush();
  }

  /** Ends at any event, with the changelog and the database at moments since the last commit. */
  void runAndDie() {
    PartitionFold fold = start();
    run(fold, committedEvents + random.nextInt(events.size() - committedEvents + 1));
    int arrived = committedChanges + random.nextInt(changelog.size() - committedChanges + 1);
    changelog.subList(arrived, changelog.size()).clear();
    int restoredFrom = committedChanges;
    switch (random.nextInt(4)) {
      case 0 -> { // The disk is gone, or another machine takes over
        database = new HashMap<>();
        restoredFrom = 0;
      }
      case 1 -> database = new HashMap<>(committedDatabase); // The machine died
      default -> {} // All that was stored is there
    }
    changelog.subList(restoredFrom, arrived).forEach(this::put);
  }

  private PartitionFold start() {
    commits = 0;
    return new PartitionFold(
        new PartitionFold.Store() {
          @Override
          public byte[] get(byte[] key) {
            return database.get(Bytes.wrap(key));
          }

          @Override
          public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            entries.forEach(CrashingJob.this::put);
            changelog.addAll(entries);
          }
        },
        () -> commits);
  }

  private void put(KeyValue<Bytes, byte[]> entry) {
    if (entry.value == null) {
      database.remove(entry.key);
    } else {
      database.put(entry.key, entry.value);
    }
  }

  private void run(PartitionFold fold, int until) {
    for (int i = committedEvents; i < until; i++) {
      Plain event = events.get(i);
      fixture.fold(event, fold);
      if (random.nextInt(4) == 0) {
        fold.flush();
      }
      if (random.nextInt(12) == 0) {
        fold.flush();
        commits++;
        committedEvents = i + 1;
        committedChanges = changelog.size();
        committedDatabase = Map.copyOf(database);
      }
    }
  }
}
