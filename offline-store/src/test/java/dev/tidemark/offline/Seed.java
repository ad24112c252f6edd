package dev.tidemark.offline;

import java.util.Random;

/** Where random cases begin; {@code -Dtests.seed} repeats what a failure printed. */
final class Seed {
  private Seed() {}

  static long first() {
    Long given = Long.getLong("tests.seed");
    long seed = given == null ? new Random().nextInt(1_000_000_000) : given;
    System.out.println("tests.seed=" + seed);
    return seed;
  }

  static String repeat(long seed) {
    return "repeat with -Dtests.seed=" + seed;
  }
}
