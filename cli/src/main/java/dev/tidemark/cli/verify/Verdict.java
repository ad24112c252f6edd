package dev.tidemark.cli.verify;

import java.util.Locale;

/** What came of comparing a lookup's value with the history's. */
enum Verdict {
  EQUAL,
  /** The lookup said what no state of the log that it may have seen says. */
  DIFFERENT,
  /** The lookup said what was so before some event came that the history has by now. */
  NOT_YET_ARRIVED,
  /** An event came that is newer than T: the online store keeps the present, and refused. */
  AHEAD_OF_TIME,
  /** So many events came meanwhile that it cannot be told. */
  CHANGED_TOO_OFTEN;

  /** Its name in measurements. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
