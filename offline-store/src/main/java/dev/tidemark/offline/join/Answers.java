package dev.tidemark.offline.join;

/** Takes the answers of a {@link PointInTimeJoin}, spine row by spine row. */
@FunctionalInterface
public interface Answers {

  /**
   * One spine row's answer.
   *
   * @param ordinal the row's place in the spine
   * @param key what the row's key says at its T; only until this returns
   */
  void answer(long ordinal, KeyAtT key);
}
