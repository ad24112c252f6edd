package dev.tidemark.checker.check;

import dev.tidemark.checker.definition.Entity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The keys of records of feature logs, after {@code docs/spec/entity-key.md}. */
final class KeyBytes {
  private KeyBytes() {}

  /** Texts are shorter than 128 bytes, so their length takes one. */
  static ByteBuffer of(Entity entity, List<Object> key) {
    ByteBuffer bytes = ByteBuffer.allocate(256);
    for (int i = 0; i < key.size(); i++) {
      switch (entity.keys().get(i).type()) {
        case STRING -> {
          byte[] text = ((String) key.get(i)).getBytes(StandardCharsets.UTF_8);
          bytes.put((byte) text.length).put(text);
        }
        case INT64 -> bytes.putLong((Long) key.get(i) ^ Long.MIN_VALUE);
        case BOOL, INT32, FLOAT, DOUBLE, BYTES, TIMESTAMP ->
            throw new IllegalArgumentException("No entity has such a key");
      }
    }
    return bytes.flip();
  }
}
