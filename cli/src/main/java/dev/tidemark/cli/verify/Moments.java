package dev.tidemark.cli.verify;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.View;
import dev.tidemark.registry.deployment.Selected.Stored;
import dev.tidemark.registry.deployment.Selection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses moments at which an answer is likely to be wrong if it ever is: where an event enters or
 * leaves a window, or becomes too old.
 *
 * @param reaches how long after an event something changes by it, in microseconds
 */
record Moments(List<Long> reaches) {
  /** Beyond any window that ends. */
  private static final long LONGEST = 400L * 24 * 3_600_000_000L;

  static Moments of(Selection selection) {
    Set<Long> reaches = new LinkedHashSet<>(List.of(0L));
    for (Stored stored : selection.computation().stored()) {
      View view = stored.join().view();
      if (stored.feature() instanceof Feature.Latest && view.ttl() > 0) {
        reaches.add(view.ttl());
      }
      if (stored.feature() instanceof Window window) {
        reaches.add(window.offset());
        if (!window.lifetime()) {
          reaches.add(window.offset() + window.length());
        }
      }
    }
    return new Moments(List.copyOf(reaches));
  }

  /**
   * A moment that is not before a key's newest event.
   *
   * @param newest its time, or {@link Long#MIN_VALUE} when there is none
   * @param times of some events
   * @param now the present, when nothing else is worth asking
   */
  long choose(RandomGenerator random, long newest, List<Long> times, long now) {
    if (newest == Long.MIN_VALUE) {
      return now;
    }
    List<Long> moments = new ArrayList<>(List.of(newest, Math.max(newest, now)));
    for (long time : times) {
      for (long reach : reaches) {
        // At this moment it is still counted, a microsecond later no more, or the other way round
        moments.add(time + reach + random.nextInt(2));
      }
    }
    long longest = Math.min(LONGEST, reaches.stream().mapToLong(r -> r).max().orElse(0));
    moments.add(newest + random.nextLong(longest + 2));
    List<Long> possible = moments.stream().filter(moment -> moment >= newest).toList();
    return possible.get(random.nextInt(possible.size()));
  }
}
