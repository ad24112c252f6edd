package dev.tidemark.sdk.routing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The hash by which Kafka's producers choose a partition. */
final class Murmur2 {
  private static final int SEED = 0x9747b28c;
  private static final int M = 0x5bd1e995;

  private Murmur2() {}

  /** The partition of a key. */
  static int partition(byte[] key, int partitions) {
    return (hash(key) & Integer.MAX_VALUE) % partitions;
  }

  private static int hash(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    int hash = SEED ^ key.length;
    while (bytes.remaining() >= Integer.BYTES) {
      int word = bytes.getInt() * M;
      hash = (hash * M) ^ ((word ^ (word >>> 24)) * M);
    }
    if (bytes.hasRemaining()) {
      for (int shift = 0; bytes.hasRemaining(); shift += Byte.SIZE) {
        hash ^= (bytes.get() & 0xff) << shift;
      }
      hash *= M;
    }
    hash = (hash ^ (hash >>> 13)) * M;
    return hash ^ (hash >>> 15);
  }
}
