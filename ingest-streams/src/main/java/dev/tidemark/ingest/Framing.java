package dev.tidemark.ingest;

import java.nio.ByteBuffer;

/** What Confluent's serializers write before a message: a zero byte and the id of its schema. */
final class Framing {
  static final int HEADER = 5;

  private Framing() {}

  static int schemaId(byte[] message, Reason reason) throws RefusalException {
    if (message.length < HEADER || message[0] != 0) {
      throw new RefusalException(
          reason,
          "Cannot read event: it does not begin with a zero byte and the id of a schema; expected"
              + " what a serializer with a schema registry writes");
    }
    return ByteBuffer.wrap(message, 1, Integer.BYTES).getInt();
  }
}
