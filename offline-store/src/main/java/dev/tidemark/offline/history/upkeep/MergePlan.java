package dev.tidemark.offline.history.upkeep;

import java.util.List;

/**
 * Which runs of a partition are merged next. While rows keep coming, the smallest runs are, as many
 * as there are so that none is larger than all smaller ones together: whatever is written again
 * becomes part of a run of twice its size, so that a row is written again as often as the partition
 * doubles, at most. A partition that has settled becomes one run.
 */
final class MergePlan {
  /** Fewer are not worth it while more are coming. */
  static final int LEAST = 4;

  /** Each is read with a row group in memory. */
  static final int MOST = 32;

  /** Runs below this size are alike. */
  private static final long SMALL = 1L << 20;

  /** A settled partition's large run is left alone while what came is less than this part of it. */
  private static final int PART = 20;

  private MergePlan() {}

  /**
   * The runs to merge, or none.
   *
   * @param runs the smallest first
   * @param settled whether nothing has come for a while
   * @param rested whether the largest run was written long ago
   */
  static List<Run> next(List<Run> runs, boolean settled, boolean rested) {
    int count = settled ? settled(runs, rested) : growing(runs);
    return runs.subList(0, Math.min(MOST, count));
  }

  private static int growing(List<Run> runs) {
    int count = 0;
    long smaller = 0;
    for (int i = 0; i < runs.size(); i++) {
      long size = Math.max(SMALL, runs.get(i).bytes());
      if (i + 1 >= LEAST && size <= smaller) {
        count = i + 1;
      }
      smaller += size;
    }
    return count;
  }

  private static int settled(List<Run> runs, boolean rested) {
    if (runs.size() < 2) {
      return 0;
    }
    long largest = runs.getLast().bytes();
    long rest = runs.stream().mapToLong(Run::bytes).sum() - largest;
    boolean all = rested || rest >= largest / PART || runs.size() > MOST;
    return all ? runs.size() : growing(runs);
  }
}
