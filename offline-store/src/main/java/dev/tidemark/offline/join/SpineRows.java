package dev.tidemark.offline.join;

/**
 * The rows of a spine, sorted by key and then by time; those of which a key field is null come
 * first. A cursor for one thread; what it tells is of the row that {@link #next} came to.
 */
public interface SpineRows {

  /** Goes on to the next row, if there is one. */
  boolean next();

  /** Whether the row's key is that of the row before it. */
  boolean sameKey();

  /** Whether a field of the row's key is null: then it is no key's, not even another null's. */
  boolean nobodys();

  /** The row's T, microseconds since the epoch. */
  long time();

  /** The row's place in the spine. */
  long ordinal();
}
