package dev.tidemark.online.lookup;

import java.util.ArrayList;
import java.util.List;

/** Memory that is used again from answer to answer. One thread at a time. */
public final class Scratch {
  private static final int KEPT = 4;
  private static final int LEAST = 1 << 10;

  private final List<long[]> arrays = new ArrayList<>(KEPT);
  private int taken;

  /** Room for so many longs at least; what it holds is not said. */
  long[] take(int size) {
    if (taken < arrays.size() && arrays.get(taken).length >= size) {
      return arrays.get(taken++);
    }
    long[] fresh = new long[Math.max(LEAST, size)];
    if (taken < arrays.size()) {
      arrays.set(taken++, fresh);
    } else if (taken < KEPT) {
      arrays.add(fresh);
      taken++;
    }
    return fresh;
  }

  /** What was taken is not used any more. */
  public void clear() {
    taken = 0;
  }
}
