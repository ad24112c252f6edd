package dev.tidemark.online.lookup;

import dev.tidemark.model.row.KeyCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The distinct keys of a request.
 *
 * @param keys their bytes
 * @param places of each entity row the key's place in {@code keys}, or -1 when the key is null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyRows(List<byte[]> keys, int[] places) {

  /** Whether the key of some entity row is null. */
  boolean nullKey() {
    return IntStream.of(places).anyMatch(place -> place < 0);
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
    List<byte[]> keys = new ArrayList<>();
    Map<ByteBuffer, Integer> known = new HashMap<>();
    int[] places = new int[request.rows()];
    for (int row = 0; row < places.length; row++) {
      byte[] key = key(codec, columns, row);
      places[row] = key == null ? -1 : place(keys, known, key);
    }
    return new KeyRows(keys, places);
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
}
