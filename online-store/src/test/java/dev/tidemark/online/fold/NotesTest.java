package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.fold.Notes.Note;
import dev.tidemark.online.lookup.Lag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NotesTest {
  private static final long MILLI = 1_000_000;
  private final Notes notes = new Notes();

  private void note(long millis, long end, long committed, long changelog) {
    notes.add(0, new Note(millis * MILLI, new long[] {end}, new long[] {committed}, changelog));
  }

  private Optional<Lag> lag(long position, long millis) {
    return notes.lag(0, position, millis * MILLI);
  }

  @Test
  void nothing_can_be_told_of_a_copy_that_has_reached_no_note() {
    assertThat(lag(100, 0)).isEmpty();
    note(1_000, 10, 10, 7);
    assertThat(lag(6, 1_100)).isEmpty();
    assertThat(notes.lag(1, 100, 0)).isEmpty();
  }

  @Test
  void a_copy_at_the_end_is_as_old_as_the_note() {
    note(1_000, 10, 10, 7);
    assertThat(lag(7, 1_300)).contains(new Lag(0, 300));
    note(1_500, 12, 12, 9);
    assertThat(lag(7, 1_600)).contains(new Lag(2, 600));
    assertThat(lag(9, 1_600)).contains(new Lag(0, 100));
  }

  @Test
  void a_copy_at_the_end_is_behind_what_nobody_has_folded() {
    note(1_000, 10, 10, 7);
    note(1_500, 15, 10, 7);
    note(2_000, 20, 10, 7);
    assertThat(lag(7, 2_100)).contains(new Lag(10, 1_100));
  }

  /** Events at random, folded and copied at random: what is told is never too little. */
  @Test
  void a_lag_is_never_less_than_it_is() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Notes of = new Notes();
      List<Long> accepted = new ArrayList<>();
      int folded = 0;
      int copied = 0;
      int told = 0;
      for (long now = 1; now < 200; now++) {
        if (random.nextInt(3) == 0) {
          accepted.add(now);
        }
        if (random.nextInt(3) > 0 && folded < accepted.size()) {
          folded = folded + 1 + random.nextInt(accepted.size() - folded);
        }
        if (random.nextInt(3) > 0 && copied < folded) {
          copied = copied + 1 + random.nextInt(folded - copied);
        }
        if (random.nextInt(4) == 0) {
          // One record of the changelog for each event
          of.add(
              0, new Note(now * MILLI, new long[] {accepted.size()}, new long[] {folded}, folded));
        }
        Optional<Lag> lag = of.lag(0, copied, now * MILLI);
        if (lag.isPresent()) {
          told++;
          // Those that came after the last note cannot be known
          long oldest = copied < accepted.size() ? now - accepted.get(copied) : 0;
          assertThat(lag.get().millis())
              .as("seed " + seed + " at " + now)
              .isGreaterThanOrEqualTo(oldest);
        }
      }
      assertThat(told).isPositive();
    }
  }
}
