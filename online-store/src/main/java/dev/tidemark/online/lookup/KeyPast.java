package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.feature.LogLayout.Place;
import dev.tidemark.model.feature.Totals;
import dev.tidemark.model.feature.ViewAtT;
import dev.tidemark.online.state.EntryKeys;
import dev.tidemark.online.state.Head;
import dev.tidemark.online.state.HeadCodec;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.state.Nodes;
import dev.tidemark.online.store.Reader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One key's past in one log. */
final class KeyPast implements ViewAtT.Past, Nodes {
  private final LogState log;
  private final Head head;
  private final @Nullable EntryKeys keys;
  private final @Nullable Reader reader;
  private final Map<Asked, Totals> totals = new HashMap<>();

  private KeyPast(LogState log, Head head, @Nullable EntryKeys keys, @Nullable Reader reader) {
    this.log = log;
    this.head = head;
    this.keys = keys;
    this.reader = reader;
  }

  /** Windows with the same bounds share their sums. */
  private record Asked(int track, int sum, long from, long until) {}

  /** What there is of the key by now. */
  KeyPast again() {
    return keys == null || reader == null ? this : of(log, keys, reader.get(keys.head()), reader);
  }

  /** Of a key that cannot have any. */
  static KeyPast none(LogState log) {
    return new KeyPast(log, Head.none(log), null, null);
  }

  /**
   * What a partition has of a key.
   *
   * @param stored the head, or null when there is none
   */
  static KeyPast of(LogState log, EntryKeys keys, byte @Nullable [] stored, Reader reader) {
    return stored == null ? none(log) : new KeyPast(log, HeadCodec.read(log, stored), keys, reader);
  }

  Head head() {
    return head;
  }

  @Override
  public byte @Nullable [] find(long id) {
    return keys == null || reader == null ? null : reader.get(keys.node(id));
  }

  @Override
  public @Nullable Object aggregate(Window window, long from, long until) {
    Place place = log.layout().place(window);
    return totals
        .computeIfAbsent(
            new Asked(place.track(), place.sum(), from, until),
            asked -> head.totals(place, from, until, this))
        .result(place.input());
  }
}
