package dev.tidemark.online.state;

import dev.tidemark.model.feature.Lifetimes;
import dev.tidemark.model.feature.LogLayout;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one key in one log after an event.
 *
 * @param lastOffset of that event in the log's partition; -1 before the first
 * @param newestTime the newest event time of the key, or {@link Micros#NONE}
 * @param prunedTime what {@code newestTime} was when events were last looked through
 * @param newest the newest row of each condition of which the layout keeps one, or null
 * @param reached the newest event time of each reach of the layout, or {@link Micros#NONE}
 * @param lifetimes the totals of each reach's events that are older than {@code reached} by more
 *     than its offset; they belong to whoever read the head
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Head(
    long lastOffset,
    long newestTime,
    long prunedTime,
    @Nullable LogRow[] newest,
    long[] reached,
    List<Lifetimes> lifetimes) {

  /** Of a key without events. */
  public static Head none(LogLayout layout) {
    long[] reached = new long[layout.reaches().size()];
    Arrays.fill(reached, Micros.NONE);
    return new Head(
        -1,
        Micros.NONE,
        Micros.NONE,
        new @Nullable LogRow[layout.newestOf().size()],
        reached,
        layout.reaches().stream().map(reach -> Lifetimes.start(reach.lifetimes())).toList());
  }
}
