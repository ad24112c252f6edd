package dev.tidemark.online.state;

/**
 * How much nodes hold. State of one size cannot be read as that of another.
 *
 * @param chunk how many events a chunk has when it is closed; late ones may double it
 * @param staying how many of the newest events stay outside when a chunk is closed, as a little
 *     lateness is common
 * @param fanout how many children a node has when it is closed; late events may double it
 */
public record TreeSizes(int chunk, int staying, int fanout) {
  /** What jobs use. */
  public static final TreeSizes DEFAULT = new TreeSizes(32, 8, 32);
}
