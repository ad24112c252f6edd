package dev.tidemark.offline.history.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MergePlanTest {
  private static final long MB = 1L << 20;

  private static List<Run> runs(long... megabytes) {
    return LongStream.of(megabytes)
        .sorted()
        .mapToObj(size -> new Run(List.of(), size * MB, 0))
        .toList();
  }

  private static List<Long> next(boolean settled, boolean rested, long... megabytes) {
    return MergePlan.next(runs(megabytes), settled, rested).stream()
        .map(run -> run.bytes() / MB)
        .toList();
  }

  @Test
  void what_is_small_is_merged_and_what_is_large_is_left_alone() {
    assertThat(next(false, false, 2, 2, 2)).isEmpty();
    assertThat(next(false, false, 2, 2, 2, 2)).containsExactly(2L, 2L, 2L, 2L);
    assertThat(next(false, false, 2, 2, 2, 2, 100)).containsExactly(2L, 2L, 2L, 2L);
    assertThat(next(false, false, 2, 2, 2, 2, 8)).containsExactly(2L, 2L, 2L, 2L, 8L);
    assertThat(next(false, false, 0, 0, 0, 0)).hasSize(4);
  }

  @Test
  void a_settled_partition_becomes_one_run_when_that_is_worth_it() {
    assertThat(next(true, false, 100)).isEmpty();
    assertThat(next(true, false, 5, 100)).containsExactly(5L, 100L);
    assertThat(next(true, false, 4, 100)).isEmpty();
    assertThat(next(true, true, 4, 100)).containsExactly(4L, 100L);
  }

  /** 4,000 commits of 2 MB: a row is written about nine times, and a reader meets few runs. */
  @Test
  void a_row_is_written_again_only_as_often_as_its_partition_doubles() {
    List<Run> runs = new ArrayList<>();
    long written = 0;
    int most = 0;
    for (int commit = 0; commit < 4_000; commit++) {
      runs.add(new Run(List.of(), 2 * MB, 0));
      runs.sort(Comparator.comparingLong(Run::bytes));
      List<Run> next = List.copyOf(MergePlan.next(runs, false, false));
      if (!next.isEmpty()) {
        long bytes = next.stream().mapToLong(Run::bytes).sum();
        runs.subList(0, next.size()).clear();
        runs.add(new Run(List.of(), bytes, 0));
        written += bytes;
      }
      most = Math.max(most, runs.size());
    }
    assertThat(written / (4_000 * 2 * MB)).isLessThanOrEqualTo(12);
    assertThat(most).isLessThanOrEqualTo(16);
  }
}
