package dev.tidemark.sdk.routing;

import com.google.protobuf.ByteString;
import feast.proto.types.ValueProto.Value;
import java.io.ByteArrayOutputStream;

/**
 * The types of keys, with their bytes as {@code docs/spec/entity-key.md} says. Which messages fit
 * them is what nodes take.
 */
enum KeyType {
  BOOL {
    @Override
    boolean write(Value value, ByteArrayOutputStream to) {
      if (!value.hasBoolVal()) {
        return false;
      }
      to.write(value.getBoolVal() ? 1 : 0);
      return true;
    }
  },
  INT32 {
    @Override
    boolean write(Value value, ByteArrayOutputStream to) {
      if (!isWhole(value) || whole(value) != (int) whole(value)) {
        return false;
      }
      bigEndian((int) whole(value) ^ Integer.MIN_VALUE, Integer.BYTES, to);
      return true;
    }
  },
  INT64 {
    @Override
    boolean write(Value value, ByteArrayOutputStream to) {
      if (!isWhole(value)) {
        return false;
      }
      bigEndian(whole(value) ^ Long.MIN_VALUE, Long.BYTES, to);
      return true;
    }
  },
  TIMESTAMP {
    @Override
    boolean write(Value value, ByteArrayOutputStream to) {
      if (!value.hasUnixTimestampVal()) {
        return false;
      }
      bigEndian((value.getUnixTimestampVal() * 1_000_000) ^ Long.MIN_VALUE, Long.BYTES, to);
      return true;
    }
  },
  STRING {
    @Override
    boolean write(Value value, ByteArrayOutputStream to) {
      return value.hasStringVal() && blob(value.getStringValBytes(), to);
    }
  },
  BYTES {
    @Override
    boolean write(Value value, ByteArrayOutputStream to) {
      return value.hasBytesVal() && blob(value.getBytesVal(), to);
    }
  };

  /** Writes a value. False if it does not fit; then nothing is written. */
  abstract boolean write(Value value, ByteArrayOutputStream to);

  private static boolean isWhole(Value value) {
    return value.hasInt64Val() || value.hasInt32Val();
  }

  private static long whole(Value value) {
    return value.hasInt64Val() ? value.getInt64Val() : value.getInt32Val();
  }

  private static void bigEndian(long number, int bytes, ByteArrayOutputStream to) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      to.write((int) (number >>> shift));
    }
  }

  private static boolean blob(ByteString bytes, ByteArrayOutputStream to) {
    int length = bytes.size();
    for (; length > 0x7f; length >>>= 7) {
      to.write(length | 0x80);
    }
    to.write(length);
    to.writeBytes(bytes.toByteArray());
    return true;
  }
}
