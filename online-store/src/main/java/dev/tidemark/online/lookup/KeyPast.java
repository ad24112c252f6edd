package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.LogLayout.Place;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.feature.ViewAtT;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.Head;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.state.Nodes;
import dev.tidemark.online.store.Reader;
import dev.tidemark.online.store.StoredValue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One key's past in one log. */
final class KeyPast implements ViewAtT.Past, Nodes {
  private final LogState log;
  private final @Nullable StoredHead stored;
  private final @Nullable EntryKeys keys;
  private final @Nullable Reader reader;

  /** Read when a window asks for it. */
  private @Nullable Sums sums;

  private KeyPast(
      LogState log,
      @Nullable StoredHead stored,
      @Nullable EntryKeys keys,
      @Nullable Reader reader) {
    this.log = log;
    this.stored = stored;
    this.keys = keys;
    this.reader = reader;
  }

  /**
   * What windows are computed from.
   *
   * @param totals those that were asked for before
   */
  private record Sums(Head head, Map<Asked, Totals> totals) {}

  /** Windows with the same bounds share their sums. */
  private record Asked(int track, int sum, long from, long until) {}

  /** What there is of the key by now. */
  KeyPast again() {
    if (keys == null || reader == null) {
      return this;
    }
    byte[] now = reader.get(keys.head());
    return now == null ? none(log) : new KeyPast(log, StoredHead.of(log, now), keys, reader);
  }

  /** Of a key that cannot have any. */
  static KeyPast none(LogState log) {
    return new KeyPast(log, null, null, null);
  }

  /**
   * What a partition has of a key.
   *
   * @param stored the head, or null when there is none
   */
  static KeyPast of(LogState log, EntryKeys keys, @Nullable StoredValue stored, Reader reader) {
    return stored == null ? none(log) : new KeyPast(log, StoredHead.of(log, stored), keys, reader);
  }

  /** What another node told of a key; windows cannot be computed from it. */
  static KeyPast told(LogState log, @Nullable LogRow[] newest) {
    return new KeyPast(log, StoredHead.ofRows(log, newest), null, null);
  }

  /** The newest row of each condition of which the layout keeps one, or null. */
  @Nullable LogRow newest(int index) {
    return stored == null ? null : stored.newest(index);
  }

  /** The text of such a row, if there is one. */
  @Nullable RowText text(int index, RowText.Writer writer) {
    return stored == null ? null : stored.text(index, writer);
  }

  private Sums sums() {
    Sums read = sums;
    if (read == null) {
      read = new Sums(stored == null ? Head.none(log) : stored.read(), new HashMap<>());
      sums = read;
    }
    return read;
  }

  @Override
  public byte @Nullable [] find(long id) {
    return keys == null || reader == null ? null : reader.get(keys.node(id));
  }

  @Override
  public @Nullable Object aggregate(Window window, long from, long until) {
    Place place = log.layout().place(window);
    Sums read = sums();
    return read.totals
        .computeIfAbsent(
            new Asked(place.track(), place.sum(), from, until),
            asked -> read.head.totals(place, from, until, this))
        .result(place.input());
  }
}
