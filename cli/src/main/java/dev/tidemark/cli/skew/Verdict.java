package dev.tidemark.cli.skew;

/** What came of comparing a value that was served with what should have been. */
enum Verdict {
  EQUAL,
  /** It is what was so a moment before or after T, while events were on their way. */
  IN_FLIGHT,
  /** It is what was so at no such moment. */
  DIFFERENT,
  /** So many events came about T that it cannot be told. */
  CHANGED_TOO_OFTEN,
  /** There was no value to compare: the lookup said so. */
  INVALID
}
