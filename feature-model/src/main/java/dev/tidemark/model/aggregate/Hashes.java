package dev.tidemark.model.aggregate;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.datasketches.hash.MurmurHash3;

/** The hashes that the sketches of Apache DataSketches take of their inputs, in 128 bits. */
final class Hashes {
  /** DataSketches' own, so that its sketches of the same inputs hold the same. */
  private static final long SEED = 9001;

  private Hashes() {}

  static long[] of(Scalar scalar, Object value) {
    return switch (scalar) {
      case BOOL -> of((Boolean) value ? 1 : 0);
      case INT32, INT64 -> of(((Number) value).longValue());
      case FLOAT, DOUBLE ->
          of(Double.doubleToLongBits(((Number) Natural.value(value)).doubleValue()));
      case STRING -> of(((String) value).getBytes(StandardCharsets.UTF_8));
      case BYTES -> of((byte[]) value);
      case TIMESTAMP -> of(Micros.of((Instant) value));
    };
  }

  static long[] of(long... words) {
    return MurmurHash3.hash(words, SEED);
  }

  /** DataSketches passes over what is empty; here it is a value. */
  private static long[] of(byte[] bytes) {
    return bytes.length == 0 ? MurmurHash3.hash(0, SEED + 1) : MurmurHash3.hash(bytes, SEED);
  }
}
