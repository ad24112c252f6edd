package dev.tidemark.online.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A message as its bytes, which gRPC copies into its own memory before the call returns. */
record Message(WireBuffer buffer) {

  /** Hands messages to gRPC. */
  static final Marshaller<Message> MARSHALLER =
      new Marshaller<>() {
        @Override
        public InputStream stream(Message message) {
          return new Stream(message.buffer);
        }

        @Override
        public Message parse(InputStream stream) {
          throw new UnsupportedOperationException("Answers are only written");
        }
      };

  private static final class Stream extends ByteArrayInputStream implements Drainable, KnownLength {
    Stream(WireBuffer buffer) {
      super(buffer.bytes(), 0, buffer.length());
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = available();
      target.write(buf, pos, length);
      pos += length;
      return length;
    }
  }
}
