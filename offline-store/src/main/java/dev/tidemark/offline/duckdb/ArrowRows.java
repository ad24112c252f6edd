package dev.tidemark.offline.duckdb;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Rows that come as Arrow batches. */
@FunctionalInterface
public interface ArrowRows {
  /**
   * Opens them, once.
   *
   * @param memory that the batches have to lie in
   */
  ArrowReader open(BufferAllocator memory) throws IOException;
}
