package dev.tidemark.cli.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What came of sending requests.
 *
 * @param perSecond how many were served a second
 * @param failed how many got no answer, or one of another kind
 * @param served an encoded histogram of nanoseconds
 * @param refused the same, of refusals
 * @param answer of the one request, when there was only one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Result(double perSecond, long failed, byte[] served, byte[] refused, byte[] answer) {
  private static final byte[] NONE = {};

  static Result of(byte[] answer) {
    return new Result(0, 0, NONE, NONE, answer);
  }

  static Result of(Measured measured) {
    return new Result(
        measured.perSecond(),
        measured.failed(),
        encoded(measured.served()),
        encoded(measured.refused()),
        NONE);
  }

  Histogram latencies() {
    return decoded(served);
  }

  Histogram refusals() {
    return decoded(refused);
  }

  private static byte[] encoded(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    return Arrays.copyOf(bytes.array(), histogram.encodeIntoCompressedByteBuffer(bytes));
  }

  private static Histogram decoded(byte[] bytes) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
