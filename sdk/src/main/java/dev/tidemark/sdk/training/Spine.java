package dev.tidemark.sdk.training;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** The rows to which features are joined. */
sealed interface Spine {
  /** Begins to send batches that lie in a root, one after the other. */
  interface Start extends BiFunction<VectorSchemaRoot, DictionaryProvider, ClientStreamListener> {}

  /** Sends all of it but the end. */
  ClientStreamListener send(BufferAllocator memory, Start start) throws IOException;

  /** Batches that are read once. */
  record Batches(ArrowReader reader) implements Spine {
    @Override
    public ClientStreamListener send(BufferAllocator memory, Start start) throws IOException {
      ClientStreamListener to = start.apply(reader.getVectorSchemaRoot(), reader);
      while (reader.loadNextBatch()) {
        to.putNext();
      }
      return to;
    }
  }

  /** A single batch. */
  record Batch(VectorSchemaRoot root) implements Spine {
    @Override
    public ClientStreamListener send(BufferAllocator memory, Start start) {
      ClientStreamListener to = start.apply(root, new MapDictionaryProvider());
      to.putNext();
      return to;
    }
  }

  /** Rows by the names of their columns. */
  record Rows(List<? extends Map<String, ? extends @Nullable Object>> rows) implements Spine {
    private static final int EACH = 8_192;

    @Override
    public ClientStreamListener send(BufferAllocator memory, Start start) {
      try (SentRows batch = SentRows.of(rows, memory)) {
        ClientStreamListener to = start.apply(batch.root(), new MapDictionaryProvider());
        for (int from = 0; from < rows.size(); from += EACH) {
          batch.fill(from, Math.min(rows.size(), from + EACH));
          to.putNext();
        }
        return to;
      }
    }
  }
}
