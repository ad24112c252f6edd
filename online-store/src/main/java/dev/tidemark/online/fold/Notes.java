package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Lag;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the copies of a job's partitions are behind, told from what was noted of its topics from
 * time to time. Each note is taken in this order: the ends of the logs, what the owners have
 * committed, the ends of the changelog. A copy that has reached a note's end of the changelog holds
 * all that had been committed by then; and where that had reached the log's end of an earlier note,
 * all that had been accepted until that one. So both of what is told are upper bounds, also while
 * nobody owns a partition.
 */
final class Notes {
  /** A copy that is further behind than the oldest note cannot be told how far. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final Map<Integer, Deque<Note>> partitions = new ConcurrentHashMap<>();

  /**
   * What was noted of a partition.
   *
   * @param nanos when it was begun, by the machine's own clock
   * @param ends of its logs, in some order
   * @param committed of the same logs
   * @param changelog its end
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Note(long nanos, long[] ends, long[] committed, long changelog) {
    private long ended() {
      return sum(ends);
    }

    private boolean covers(Note earlier) {
      for (int log = 0; log < ends.length; log++) {
        if (committed[log] < earlier.ends[log]) {
          return false;
        }
      }
      return true;
    }

    private static long sum(long[] offsets) {
      long sum = 0;
      for (long offset : offsets) {
        sum += offset;
      }
      return sum;
    }
  }

  /** Adds the newest note of a partition. */
  void add(int partition, Note note) {
    Deque<Note> notes = partitions.computeIfAbsent(partition, of -> new ArrayDeque<>());
    synchronized (notes) {
      notes.addFirst(note);
      while (note.nanos - notes.getLast().nanos > KEPT.toNanos()) {
        notes.removeLast();
      }
    }
  }

  /** Forgets all about other partitions. */
  void keepOnly(Set<Integer> open) {
    partitions.keySet().retainAll(open);
  }

  /**
   * How far a copy is behind.
   *
   * @param position the offset in the changelog up to which it holds it
   * @return empty when that cannot be told
   */
  Optional<Lag> lag(int partition, long position, long now) {
    Deque<Note> notes = partitions.get(partition);
    if (notes == null) {
      return Optional.empty();
    }
    synchronized (notes) {
      Note held = null;
      Iterator<Note> newestFirst = notes.iterator();
      while (newestFirst.hasNext()) {
        Note note = newestFirst.next();
        if (held == null && position >= note.changelog) {
          held = note;
        }
        if (held != null && held.covers(note)) {
          long events = notes.getFirst().ended() - Note.sum(held.committed);
          return Optional.of(new Lag(Math.max(0, events), (now - note.nanos) / 1_000_000));
        }
      }
      return Optional.empty();
    }
  }
}
