package dev.tidemark.online.lookup;

import dev.tidemark.model.row.KeyCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The distinct keys of a request.
 *
 * @param keys their bytes
 * @param nullKey whether the key of some entity row is null; then it has the place after the others
 * @param places of each entity row the place of its key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyRows(List<byte[]> keys, boolean nullKey, int[] places) {

  /** How many distinct keys there are, the null key included. */
  int size() {
    return keys.size() + (nullKey ? 1 : 0);
  }

  static KeyRows of(KeyCodec codec, List<String> names, LookupRequest request) {
    List<List<?>> columns = new ArrayList<>(names.size());
    for (String name : names) {
      List<?> column = request.columns().get(name);
      if (column == null) {
        throw new IllegalArgumentException("Cannot look up without key column " + name);
      }
      columns.add(column);
    }
    int rows = request.rows();
    List<byte[]> keys = new ArrayList<>(rows);
    Map<ByteBuffer, Integer> known = HashMap.newHashMap(rows);
    int[] places = new int[rows];
    boolean nullKey = false;
    for (int row = 0; row < rows; row++) {
      byte[] key = key(codec, columns, row);
      nullKey |= key == null;
      places[row] = key == null ? -1 : place(keys, known, key);
    }
    for (int row = 0; nullKey && row < rows; row++) {
      places[row] = places[row] < 0 ? keys.size() : places[row];
    }
    return new KeyRows(keys, nullKey, places);
  }

  private static int place(List<byte[]> keys, Map<ByteBuffer, Integer> known, byte[] key) {
    Integer place = known.putIfAbsent(ByteBuffer.wrap(key), keys.size());
    if (place != null) {
      return place;
    }
    keys.add(key);
    return keys.size() - 1;
  }

  private static byte @Nullable [] key(KeyCodec codec, List<List<?>> columns, int row) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = columns.get(i).get(row);
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return codec.encode(values);
  }

  /** Whether each entity row has a key of its own, so that nothing has to be spread. */
  private boolean single() {
    return !nullKey && keys.size() == places.length;
  }

  /** Gives each entity row what its key has. */
  byte[] spread(byte[] ofKeys) {
    if (single()) {
      return ofKeys;
    }
    byte[] ofRows = new byte[places.length];
    for (int row = 0; row < ofRows.length; row++) {
      ofRows[row] = ofKeys[places[row]];
    }
    return ofRows;
  }

  /** The same. */
  long[] spread(long[] ofKeys) {
    if (single()) {
      return ofKeys;
    }
    long[] ofRows = new long[places.length];
    for (int row = 0; row < ofRows.length; row++) {
      ofRows[row] = ofKeys[places[row]];
    }
    return ofRows;
  }

  /** The same. */
  <T> @Nullable T[] spread(@Nullable T[] ofKeys) {
    if (single()) {
      return ofKeys;
    }
    @Nullable T[] ofRows = Arrays.copyOf(ofKeys, places.length);
    for (int row = 0; row < ofRows.length; row++) {
      ofRows[row] = ofKeys[places[row]];
    }
    return ofRows;
  }
}
