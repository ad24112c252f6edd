package dev.tidemark.ingest;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Lets a row pass unless one with the same id was let pass for the same key not longer ago. The id
 * comes in a header, which does not go on into the feature log.
 */
final class Deduper implements Processor<byte[], byte[], byte[], byte[]> {
  static final String ID = "id";
  private static final byte[] SEEN = {1};

  private final String storeName;
  private final long within;
  private final Counters counters;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable WindowStore<byte[], byte[]> store;

  /**
   * @param within in milliseconds
   */
  Deduper(String storeName, long within, Counters counters) {
    this.storeName = storeName;
    this.within = within;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    store = processorContext.getStateStore(storeName);
  }

  @Override
  public void process(Record<byte[], byte[]> row) {
    ProcessorContext<byte[], byte[]> out = context;
    WindowStore<byte[], byte[]> seen = store;
    if (out == null || seen == null) {
      throw new IllegalStateException("Cannot process row: init has not been called");
    }
    Header id = row.headers().lastHeader(ID);
    if (id == null || isFirst(seen, key(row.key(), id.value()), row.timestamp())) {
      out.forward(new Record<>(row.key(), row.value(), row.timestamp()));
    } else {
      counters.duplicate();
    }
  }

  private boolean isFirst(WindowStore<byte[], byte[]> seen, byte[] key, long arrival) {
    try (WindowStoreIterator<byte[]> found =
        seen.fetch(key, Math.max(0, arrival - within), Long.MAX_VALUE)) {
      if (found.hasNext()) {
        return false;
      }
    }
    seen.put(key, SEEN, arrival);
    return true;
  }

  /** With a length, so that no key runs over into an id. */
  private static byte[] key(byte[] key, byte[] id) {
    return ByteBuffer.allocate(Integer.BYTES + key.length + id.length)
        .putInt(key.length)
        .put(key)
        .put(id)
        .array();
  }
}
