package dev.tidemark.offline.flight;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ValueVectorUtility;
import org.jspecify.annotations.Nullable;

/**
 * Reads a spine and checks it: native code is going to follow its offsets wherever they lead.
 * Whoever pulls the batches may lose the reason of a failure, so it is kept.
 */
final class SpineReader extends ArrowStreamReader {
  private @Nullable Throwable problem;

  SpineReader(ReadableByteChannel in, BufferAllocator memory) {
    super(in, memory);
  }

  /** Why it could not be read. */
  Optional<Throwable> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  protected Schema readSchema() throws IOException {
    try {
      return super.readSchema();
    } catch (IOException | RuntimeException e) {
      problem = e;
      throw e;
    }
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    try {
      boolean more = super.loadNextBatch();
      if (more) {
        ValueVectorUtility.validateFull(getVectorSchemaRoot());
      }
      return more;
    } catch (IOException | RuntimeException e) {
      problem = e;
      throw e;
    }
  }
}
