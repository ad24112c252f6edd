package dev.tidemark.online.store;

import org.jspecify.annotations.Nullable;

/** The value of an entry as lookups share it, with what one of them has made of it. Any thread. */
public final class StoredValue {
  private final byte[] bytes;
  private volatile @Nullable Memo memo;

  StoredValue(byte[] bytes) {
    this.bytes = bytes;
  }

  /** What was made of a value, so that it need not be made again. */
  public interface Memo {
    /** About how many bytes it takes beside those of the value; that may grow. */
    int size();
  }

  /** Not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** What was last remembered. */
  public @Nullable Memo memo() {
    return memo;
  }

  /** Keeps something for as long as the value is kept. */
  public void remember(Memo made) {
    memo = made;
  }

  int size() {
    Memo made = memo;
    return bytes.length + (made == null ? 0 : made.size());
  }
}
