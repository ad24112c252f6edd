package dev.tidemark.offline.flight;

import dev.tidemark.offline.duckdb.ExportException;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.jspecify.annotations.Nullable;

/** A spine that comes in, in a file in Arrow's IPC format of streams. Safe for several threads. */
final class StagedSpine implements AutoCloseable {
  private static final int ALIGNMENT = 8;

  private final Stage stage;
  private final String ticket;
  private final Command command;
  private final Path file;
  private @Nullable FileChannel out;
  private long size;
  private long touched = System.nanoTime();
  private State state = State.COMING;

  private enum State {
    COMING,
    WHOLE,
    TAKEN,
    CLOSED
  }

  StagedSpine(Stage stage, String ticket, Command command, Path file) {
    this.stage = stage;
    this.ticket = ticket;
    this.command = command;
    this.file = file;
  }

  String ticket() {
    return ticket;
  }

  Command command() {
    return command;
  }

  /**
   * Appends a message.
   *
   * @throws ExportException when it is no message of Arrow's
   */
  synchronized void append(FlightData data) {
    if (state != State.COMING) {
      throw Status.DEADLINE_EXCEEDED
          .withDescription("Cannot take the spine: it stopped coming; send it again")
          .asRuntimeException();
    }
    ByteBuffer header = data.getDataHeader().asReadOnlyByteBuffer();
    ByteBuffer body = data.getDataBody().asReadOnlyByteBuffer();
    check(header, body.remaining());
    int padding = -header.remaining() & (ALIGNMENT - 1);
    ByteBuffer prefix =
        ByteBuffer.allocate(2 * Integer.BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    prefix.putInt(MessageSerializer.IPC_CONTINUATION_TOKEN).putInt(header.remaining() + padding);
    int more = prefix.capacity() + header.remaining() + padding + body.remaining();
    stage.reserve(more);
    size += more;
    touched = System.nanoTime();
    try {
      for (ByteBuffer part :
          new ByteBuffer[] {prefix.flip(), header, ByteBuffer.allocate(padding), body}) {
        while (part.hasRemaining()) {
          out().write(part);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the spine", e);
    }
  }

  /** Its reader believes the header, so it must say how long the body is that came. */
  private void check(ByteBuffer header, long body) {
    try {
      Message message = Message.getRootAsMessage(header.duplicate());
      byte kind = message.headerType();
      boolean schema = kind == MessageHeader.Schema;
      boolean rows = kind == MessageHeader.RecordBatch || kind == MessageHeader.DictionaryBatch;
      if (size == 0 ? !schema : !rows) {
        throw new ExportException(
            "Cannot read the spine: expected a schema and then batches, found a message of kind %s"
                .formatted(MessageHeader.name(kind)));
      }
      if (message.bodyLength() != body) {
        throw new ExportException(
            "Cannot read the spine: a message has a body of %,d bytes and says that it has %,d"
                .formatted(body, message.bodyLength()));
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ExportException("Cannot read the spine: a message has no header of Arrow's", e);
    }
  }

  private FileChannel out() throws IOException {
    FileChannel channel = out;
    if (channel == null) {
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      out = channel;
    }
    return channel;
  }

  /**
   * All of it has come.
   *
   * @throws ExportException when there is nothing
   */
  synchronized void end() {
    if (size == 0) {
      throw new ExportException(
          "Cannot cut a training set without a spine: send its schema and its batches");
    }
    closeFile();
    touched = System.nanoTime();
    if (state == State.COMING) {
      state = State.WHOLE;
    }
  }

  /** Whether it is the caller's from now on; it is only one's. */
  synchronized boolean take() {
    if (state != State.WHOLE) {
      return false;
    }
    state = State.TAKEN;
    return true;
  }

  synchronized boolean idle(Duration longest) {
    return state != State.TAKEN && System.nanoTime() - touched > longest.toNanos();
  }

  SpineReader read(BufferAllocator memory) throws IOException {
    return new SpineReader(FileChannel.open(file, StandardOpenOption.READ), memory);
  }

  private void closeFile() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the spine", e);
    }
  }

  @Override
  public synchronized void close() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    try {
      closeFile();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove a spine", e);
    } finally {
      stage.removed(ticket, size);
    }
  }
}
