package dev.tidemark.online.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils messages field by field, at any depth, without knowing their types. */
final class WireMutations {
  private static final long[] NUMBERS = {
    0, 1, 7, 8, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31, 1L << 53, 253402300800L
  };

  private final Random random;
  private final Mutations mutations;

  WireMutations(Random random) {
    this.random = random;
    this.mutations = new Mutations(random);
  }

  /** A message with up to three mistakes, which may also be none. */
  byte[] message(byte[] valid) {
    byte[] bytes = valid;
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes = fields(bytes);
    }
    return random.nextInt(4) == 0 ? mutations.bytes(bytes) : bytes;
  }

  private byte[] fields(byte[] message) {
    List<byte[]> fields = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    try {
      while (!in.isAtEnd()) {
        int begin = in.getTotalBytesRead();
        if (!in.skipField(in.readTag())) {
          return mutations.bytes(message);
        }
        fields.add(Arrays.copyOfRange(message, begin, in.getTotalBytesRead()));
      }
    } catch (IOException e) {
      return mutations.bytes(message);
    }
    if (fields.isEmpty()) {
      return field(1 + random.nextInt(20));
    }
    int at = random.nextInt(fields.size());
    switch (random.nextInt(10)) {
      case 0 -> fields.remove(at);
      case 1 -> fields.add(random.nextInt(fields.size()), fields.get(at));
      case 2 -> fields.add(at, field(1 + random.nextInt(20)));
      case 3 -> fields.add(at, groups());
      default -> fields.set(at, inside(fields.get(at)));
    }
    return Mutations.join(fields.toArray(byte[][]::new));
  }

  /** The field with another value, or with one that is spoilt inside. */
  private byte[] inside(byte[] field) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(field);
      int tag = in.readTag();
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED
          || random.nextInt(6) == 0) {
        return field(WireFormat.getTagFieldNumber(tag));
      }
      byte[] value = fields(in.readByteArray());
      return written(out ->
          out.writeByteArray(
              random.nextInt(12) == 0 ? 1 + random.nextInt(20) : WireFormat.getTagFieldNumber(tag),
              value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] field(int number) {
    long value = NUMBERS[random.nextInt(NUMBERS.length)];
    return written(out -> {
      switch (random.nextInt(7)) {
        case 0 -> out.writeDouble(number, value);
        case 1 -> out.writeFloat(number, random.nextBoolean() ? Float.NaN : value);
        case 2 -> out.writeString(number, "ü".repeat(1 << random.nextInt(15)));
        case 3 -> out.writeBytes(number, ByteString.copyFrom(new byte[] {(byte) 0xc3, 0x28}));
        case 4 -> out.writeByteArray(number, new byte[0]);
        default -> out.writeUInt64(number, value);
      }
    });
  }

  /** Unknown fields, deeper in each other than a parser likes. */
  private byte[] groups() {
    int depth = 1 << random.nextInt(10);
    return written(out -> {
      for (int i = 0; i < depth; i++) {
        out.writeTag(99, WireFormat.WIRETYPE_START_GROUP);
      }
      for (int i = 0; i < depth; i++) {
        out.writeTag(99, WireFormat.WIRETYPE_END_GROUP);
      }
    });
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
