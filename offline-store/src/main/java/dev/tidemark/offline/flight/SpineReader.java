package dev.tidemark.offline.flight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.ipc.message.MessageResult;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ValueVectorUtility;
import org.jspecify.annotations.Nullable;

/**
 * Reads a spine and checks it: native code is going to follow its offsets wherever they lead.
 * Whoever pulls the batches may lose the reason of a failure, so it is kept.
 */
final class SpineReader extends ArrowStreamReader {
  private final Bodies bodies;
  private @Nullable Throwable problem;

  SpineReader(ReadableByteChannel in, BufferAllocator memory) {
    this(new Bodies(in, memory), memory);
  }

  private SpineReader(Bodies bodies, BufferAllocator memory) {
    super(bodies, memory);
    this.bodies = bodies;
  }

  /** Remembers the newest body, which is nobody's when what it belongs to cannot be understood. */
  private static final class Bodies extends MessageChannelReader {
    private @Nullable ArrowBuf newest;

    Bodies(ReadableByteChannel in, BufferAllocator memory) {
      super(new ReadChannel(in), memory);
    }

    @Override
    public @Nullable MessageResult readNext() throws IOException {
      newest = null;
      MessageResult message = super.readNext();
      newest = message == null ? null : message.getBodyBuffer();
      return message;
    }

    long size() {
      return newest == null ? 0 : newest.readableBytes();
    }

    void free() {
      if (newest != null && newest.refCnt() > 0) {
        newest.getReferenceManager().release(newest.refCnt());
      }
    }
  }

  /** Why it could not be read. */
  Optional<Throwable> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  protected Schema readSchema() throws IOException {
    try {
      Schema schema = super.readSchema();
      SpineChecks.check(schema);
      return schema;
    } catch (IOException | RuntimeException e) {
      problem = e;
      bodies.free();
      throw e;
    }
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    try {
      boolean more = super.loadNextBatch();
      if (more) {
        SpineChecks.check(getVectorSchemaRoot(), this);
      }
      return more;
    } catch (IOException | RuntimeException e) {
      problem = e;
      getVectorSchemaRoot().clear();
      getDictionaryVectors().values().forEach(dictionary -> dictionary.getVector().clear());
      bodies.free();
      throw e;
    }
  }

  @Override
  protected void loadRecordBatch(ArrowRecordBatch batch) {
    try {
      SpineChecks.check(batch, schema(), bodies.size());
    } catch (RuntimeException e) {
      batch.close();
      throw e;
    }
    super.loadRecordBatch(batch);
  }

  private List<Field> schema() {
    try {
      return getVectorSchemaRoot().getSchema().getFields();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void loadDictionary(ArrowDictionaryBatch batch) {
    Dictionary dictionary = lookup(batch.getDictionaryId());
    try {
      if (dictionary == null) {
        throw new IllegalArgumentException("a dictionary is no column's");
      }
      Field words = dictionary.getVector().getField();
      SpineChecks.check(batch.getDictionary(), List.of(words), bodies.size());
    } catch (RuntimeException e) {
      batch.close();
      throw e;
    }
    super.loadDictionary(batch);
    ValueVectorUtility.validateFull(dictionary.getVector());
  }
}
