package dev.tidemark.online.state;

/**
 * How much nodes hold. State of one size cannot be read as that of another.
 *
 * @param chunk how many events a chunk has when it is closed; late ones may double it
 * @param staying how many of the newest events stay outside when a chunk is closed, as a little
 *     lateness is common
 * @param fanout how many children a node has when it is closed; late events may double it
 * @param bytes of which a chunk or a node is closed before that, as texts and what is kept of many
 *     values may be long
 */
public record TreeSizes(int chunk, int staying, int fanout, int bytes) {
  /** What jobs use. */
  public static final TreeSizes DEFAULT = new TreeSizes(32, 8, 32, 256 << 10);
}
