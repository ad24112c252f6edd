package dev.tidemark.offline.flight;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowBuffer;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** Schemas and batches as Flight's messages. */
final class Outgoing {
  /** About so many bytes make a message; some of them wait in memory for a client. */
  private static final long USUAL_BYTES = 2L << 20;

  /** What clients take that gRPC is left its default. */
  private static final int MOST_BYTES = 4 << 20;

  private Outgoing() {}

  static FlightData schema(Schema schema) {
    return FlightData.newBuilder()
        .setDataHeader(bytes(MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT)))
        .build();
  }

  /** Gives the rows away, in messages of a moderate size; a long row is alone in its own. */
  static void batches(VectorSchemaRoot root, Consumer<FlightData> to) {
    int rows = root.getRowCount();
    long bytes = root.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
    int each = Math.clamp(rows * USUAL_BYTES / Math.max(1, bytes), 1, Math.max(1, rows));
    for (int from = 0; from < rows; from += each) {
      part(root, from, Math.min(each, rows - from), to);
    }
  }

  private static void part(VectorSchemaRoot root, int from, int count, Consumer<FlightData> to) {
    FlightData message = message(root, from, count);
    if (count > 1 && message.getSerializedSize() > MOST_BYTES) {
      part(root, from, count / 2, to);
      part(root, from + count / 2, count - count / 2, to);
    } else {
      to.accept(message);
    }
  }

  private static FlightData message(VectorSchemaRoot root, int from, int count) {
    if (count == root.getRowCount()) {
      // Its slice would be the root itself, and must not be closed
      return batch(root);
    }
    try (VectorSchemaRoot part = root.slice(from, count)) {
      return batch(part);
    }
  }

  private static FlightData batch(VectorSchemaRoot root) {
    try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
      byte[] body = new byte[Math.toIntExact(batch.computeBodyLength())];
      List<ArrowBuf> buffers = batch.getBuffers();
      List<ArrowBuffer> places = batch.getBuffersLayout();
      for (int i = 0; i < buffers.size(); i++) {
        ArrowBuf buffer = buffers.get(i);
        int place = Math.toIntExact(places.get(i).getOffset());
        buffer.getBytes(0, body, place, Math.toIntExact(buffer.readableBytes()));
      }
      return FlightData.newBuilder()
          .setDataHeader(bytes(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT)))
          .setDataBody(UnsafeByteOperations.unsafeWrap(body))
          .build();
    }
  }

  private static ByteString bytes(ByteBuffer buffer) {
    return UnsafeByteOperations.unsafeWrap(buffer);
  }
}
