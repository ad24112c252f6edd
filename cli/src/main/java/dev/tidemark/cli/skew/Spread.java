package dev.tidemark.cli.skew;

import java.util.ArrayList;
import java.util.List;

/** How numbers are spread, of which nearly all are zero. */
public final class Spread {
  private final List<Double> others = new ArrayList<>();
  private long zeros;
  private boolean sorted = true;

  void add(double number) {
    if (number == 0) {
      zeros++;
    } else {
      others.add(number);
      sorted = false;
    }
  }

  /** How many numbers there are. */
  public long size() {
    return zeros + others.size();
  }

  /**
   * The least number that at least a share of the numbers do not exceed; NaN where there is none.
   *
   * @param share above 0, and at most 1, which gives the greatest number
   */
  public double at(double share) {
    if (size() == 0) {
      return Double.NaN;
    }
    if (!sorted) {
      others.sort(null);
      sorted = true;
    }
    long place = (long) Math.ceil(share * size()) - 1;
    int negative = (int) others.stream().takeWhile(number -> number < 0).count();
    if (place < negative) {
      return others.get((int) place);
    }
    return place < negative + zeros ? 0 : others.get((int) (place - zeros));
  }
}
