package dev.tidemark.online.state;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.Tombstone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One key's state in one log, in memory, with what is not yet stored of it. What is written goes in
 * this order: deletions of nodes that no head names any more, nodes, the head that names them.
 *
 * <p>A node that a stored head named is deleted only after a commit that covers a head which does
 * not: until then a crash may bring the older head back.
 */
public final class KeyChange {
  /** Node numbers are the offset of the event that led to them and a place among its nodes. */
  private static final int PLACES = 1 << 10;

  private final EntryKeys keys;
  private final Function<byte[], byte @Nullable []> stored;
  private final Head head;
  private final Map<Long, byte[]> fresh = new LinkedHashMap<>();

  /** Stored nodes that are to be stored again. */
  private final Map<Long, byte[]> again = new LinkedHashMap<>();

  private final List<Long> deletions = new ArrayList<>();
  private final Writing nodes = new Writing();

  /** How many commits there had been when a node was left behind last; -1 before. */
  private long leftAt = -1;

  private boolean replayed;
  private boolean changed;

  /** How many bytes the stored head takes. */
  private int length;

  /**
   * The state of a key.
   *
   * @param stored reads an entry
   */
  public KeyChange(LogState log, byte[] entityKey, Function<byte[], byte @Nullable []> stored) {
    this.keys = log.keys(entityKey);
    this.stored = stored;
    byte[] bytes = stored.apply(keys.head());
    this.length = bytes == null ? 0 : bytes.length;
    this.head = bytes == null ? Head.none(log) : HeadCodec.read(log, bytes);
  }

  /** Where nodes are read: those that are not yet stored as well. */
  private final class Writing implements Nodes.Writer {
    private long next;
    private long end;
    private boolean dropped;

    @Override
    public byte @Nullable [] find(long id) {
      byte[] node = fresh.get(id);
      return node == null ? stored.apply(keys.node(id)) : node;
    }

    @Override
    public long write(byte[] node) {
      if (next == end) {
        throw new IllegalStateException("Cannot number the nodes of one event: too many");
      }
      fresh.put(next, node);
      return next++;
    }

    @Override
    public void drop(long id) {
      if (fresh.remove(id) == null) {
        head.left().add(id);
        dropped = true;
      }
    }
  }

  /**
   * Takes an event in. One that the head has seen is a replay: the changelog may have lost the head
   * and its nodes, so they are written again as they are.
   *
   * @param commits how often the store has been committed
   */
  public void add(LogRow event, long commits) {
    take(event.position(), commits, () -> head.add(event, nodes));
  }

  /** Takes a tombstone in, as {@link #add} does an event. */
  public void delete(Tombstone tombstone, long offset, long commits) {
    take(offset, commits, () -> head.delete(tombstone, offset, nodes));
  }

  private void take(long offset, long commits, Runnable change) {
    changed = true;
    long first = offset * PLACES + 1; // 0 names none
    if (offset <= head.lastOffset()) {
      replay(first);
      leftAt = commits;
      return;
    }
    clear(commits);
    nodes.next = first;
    nodes.end = first + PLACES - 1;
    nodes.dropped = false;
    change.run();
    if (nodes.dropped) {
      leftAt = commits;
    }
  }

  private void replay(long from) {
    if (!replayed) {
      head.newer(from, nodes, id -> again.put(id, nodes.read(id)));
      replayed = true;
    }
  }

  /**
   * Deletes the nodes that were left behind, if a commit has covered that.
   *
   * @return whether none is left
   */
  public boolean clear(long commits) {
    if (commits > leftAt && !head.left().isEmpty()) {
      deletions.addAll(head.left());
      head.left().clear();
      changed = true;
    }
    return head.left().isEmpty();
  }

  public Head head() {
    return head;
  }

  /** How many bytes the head took when it was last stored. */
  public int length() {
    return length;
  }

  /** Whether the state can be forgotten and read again when it is needed. */
  public boolean settled(long commits) {
    return !changed && (head.left().isEmpty() || commits > leftAt);
  }

  /** Hands out what has to be stored, if anything has, in this order; null deletes. */
  public void flush(BiConsumer<byte[], byte @Nullable []> entries) {
    if (!changed) {
      return;
    }
    deletions.forEach(id -> entries.accept(keys.node(id), null));
    again.forEach((id, node) -> entries.accept(keys.node(id), node));
    fresh.forEach((id, node) -> entries.accept(keys.node(id), node));
    byte[] written = HeadCodec.write(head);
    entries.accept(keys.head(), written);
    length = written.length;
    again.clear();
    fresh.clear();
    deletions.clear();
    changed = false;
  }
}
