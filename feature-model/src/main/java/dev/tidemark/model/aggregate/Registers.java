package dev.tidemark.model.aggregate;

/**
 * How many distinct values the registers of a HyperLogLog sketch have seen.
 *
 * <p>Source: O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017,
 * algorithm 6: without bias from none to 2^62, and without tables.
 */
final class Registers {
  /** The greatest register but one; the greatest stands for all hashes beyond. */
  private static final int GREATEST = 62;

  private Registers() {}

  static double estimate(byte[] registers) {
    int[] counts = new int[GREATEST + 2];
    for (byte register : registers) {
      counts[register]++;
    }
    double m = registers.length;
    double z = m * above(1 - counts[GREATEST + 1] / m);
    for (int k = GREATEST; k >= 1; k--) {
      z = (z + counts[k]) / 2;
    }
    z += m * below(counts[0] / m);
    return m * m / (2 * Math.log(2) * z);
  }

  /** What the registers that saw nothing add: σ in the paper. */
  private static double below(double share) {
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double x = share;
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (z != before);
    return z;
  }

  /** What the registers that can tell no more add: τ in the paper. */
  private static double above(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double x = share;
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y /= 2;
      z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
  }
}
