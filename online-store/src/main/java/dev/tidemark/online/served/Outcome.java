package dev.tidemark.online.served;

/** What became of rows that were to be logged. */
public enum Outcome {
  /** The broker has them. */
  SENT,
  /** They are lost: too many waited, or the broker did not take them. */
  DROPPED;

  /** Is told of it. Any thread. */
  @FunctionalInterface
  public interface Listener {
    void rows(String service, Outcome outcome, long rows);
  }
}
