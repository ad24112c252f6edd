package dev.tidemark.online.state;

import org.jspecify.annotations.Nullable;

/**
 * The nodes of one key in one log: numbered entries that never change once they are written. A head
 * names those that it stands on, directly or through others.
 */
public interface Nodes {

  /** What is stored, or null. */
  byte @Nullable [] find(long id);

  /**
   * What is stored of a node that a head names.
   *
   * @throws LostNodeException when it is gone
   */
  default byte[] read(long id) {
    byte[] node = find(id);
    if (node == null) {
      throw new LostNodeException(id);
    }
    return node;
  }

  /** Nodes that can be added to and left behind. */
  interface Writer extends Nodes {

    /** Adds a node, and returns its number: greater than that of any before. */
    long write(byte[] node);

    /** The next head does not name this node any more. */
    void drop(long id);
  }
}
