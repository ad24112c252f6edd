package dev.tidemark.online.state;

/**
 * A head names a node that is not there. To a reader it means that the head is no longer the newest
 * one: read again from the head.
 */
public final class LostNodeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LostNodeException(long id) {
    super("Cannot read state: node %d is gone".formatted(id));
  }
}
