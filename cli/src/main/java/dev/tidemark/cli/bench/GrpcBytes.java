package dev.tidemark.cli.bench;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Calls whose messages are bytes. */
final class GrpcBytes {
  private GrpcBytes() {}

  /** A method that is sent bytes and answers bytes. */
  static MethodDescriptor<byte[], byte[]> method(String name) {
    return method(name, new Bytes());
  }

  /** The same, of which the answer's bytes are read and forgotten, as cheaply as can be. */
  static MethodDescriptor<byte[], byte[]> forgetting(String name) {
    return method(name, new Forgotten());
  }

  private static MethodDescriptor<byte[], byte[]> method(
      String name, MethodDescriptor.Marshaller<byte[]> response) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), response)
        .setFullMethodName(name)
        .setType(MethodType.UNARY)
        .build();
  }

  private static class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Forgotten extends Bytes {
    private static final byte[] NOTHING = {};
    private static final ThreadLocal<byte[]> READ =
        ThreadLocal.withInitial(() -> new byte[1 << 16]);

    @Override
    public byte[] parse(InputStream stream) {
      try {
        while (stream.read(READ.get()) >= 0) {
          // Read on
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return NOTHING;
    }
  }
}
