package dev.tidemark.cli.skew;

/** What came of comparing a value that was served with what should have been. */
enum Verdict {
  EQUAL,
  /** It is what was so a moment before or after T, while events were on their way. */
  IN_FLIGHT,
  /** It is what was so at no such moment. */
  DIFFERENT,
  /** There was no value to compare: the lookup said so. */
  INVALID
}
