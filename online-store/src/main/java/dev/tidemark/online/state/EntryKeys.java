package dev.tidemark.online.state;

import dev.tidemark.model.row.ByteSink;

/**
 * The keys of a log's entries under one entity key: all state of a key lies together. The format is
 * {@code docs/spec/online-row.md}.
 */
public final class EntryKeys {
  private static final int HEAD = 0;
  private static final int NODE = 1;

  private final byte[] entityKey;
  private final int log;

  /**
   * The keys of a log under an entity key.
   *
   * @param log the log's place among those of its entity
   */
  public EntryKeys(byte[] entityKey, int log) {
    this.entityKey = entityKey;
    this.log = log;
  }

  /** The key of the head. */
  public byte[] head() {
    return new ByteSink(entityKey.length + 2).raw(entityKey).int8(log).int8(HEAD).toByteArray();
  }

  /** The key of a node. */
  public byte[] node(long id) {
    return new ByteSink(entityKey.length + 10)
        .raw(entityKey)
        .int8(log)
        .int8(NODE)
        .int64(id)
        .toByteArray();
  }
}
