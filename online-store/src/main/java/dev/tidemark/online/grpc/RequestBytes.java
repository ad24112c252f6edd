package dev.tidemark.online.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Requests as the bytes that came: to read them takes longer than a thread of the network has. */
final class RequestBytes implements Marshaller<byte[]> {
  @Override
  public InputStream stream(byte[] request) {
    return new ByteArrayInputStream(request);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      // To read until the end takes a block of 16 KiB for each request
      return stream instanceof KnownLength
          ? stream.readNBytes(stream.available())
          : stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
