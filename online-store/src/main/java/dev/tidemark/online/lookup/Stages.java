package dev.tidemark.online.lookup;

/**
 * How long the stages of one lookup took, from its construction on. Stages may alternate; the
 * thread that answers the lookup says when one ends.
 */
public final class Stages {
  private final long start = System.nanoTime();
  private long last = start;
  // Not an array: there is one object for each lookup
  private long plan;
  private long read;
  private long evaluate;
  private long encode;

  /** What a lookup does. */
  public enum Stage {
    /** Reads the request, resolves it, and encodes its keys. */
    PLAN,
    /** Reads the heads of the keys. */
    READ,
    /** Computes windows, for which it may read on, and on-demand features. */
    EVALUATE,
    /** Writes the answer. */
    ENCODE
  }

  /** All that was done since the last call belonged to a stage. */
  public void end(Stage stage) {
    long now = System.nanoTime();
    long taken = now - last;
    last = now;
    switch (stage) {
      case PLAN -> plan += taken;
      case READ -> read += taken;
      case EVALUATE -> evaluate += taken;
      case ENCODE -> encode += taken;
    }
  }

  /** How long a stage took so far. */
  public long nanos(Stage stage) {
    return switch (stage) {
      case PLAN -> plan;
      case READ -> read;
      case EVALUATE -> evaluate;
      case ENCODE -> encode;
    };
  }

  /** How long all stages took together. */
  public long nanos() {
    return last - start;
  }
}
