package dev.tidemark.online.store;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all databases of a process share: one block cache, which the write buffers are
 * charged to as well. Closed after the last database.
 */
public final class RocksMemory implements AutoCloseable {
  /** 256 MiB. */
  public static final long DEFAULT_BYTES = 256L << 20;

  private static final long WRITE_BUFFER = 16L << 20;

  static {
    RocksDB.loadLibrary();
  }

  private final LRUCache cache;
  private final WriteBufferManager writeBuffers;
  private final BloomFilter bloom = new BloomFilter(10);

  /**
   * Memory of a size.
   *
   * @param bytes for blocks and write buffers together; the latter get at most half
   */
  public RocksMemory(long bytes) {
    cache = new LRUCache(bytes);
    writeBuffers = new WriteBufferManager(bytes / 2, cache);
  }

  DBOptions databaseOptions() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setWriteBufferManager(writeBuffers)
        // The family of offsets is too small to be flushed on its own and would hold every log
        .setAtomicFlush(true)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(1);
  }

  ColumnFamilyOptions familyOptions() {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFilterPolicy(bloom)
            .setWholeKeyFiltering(true)
            .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
    return new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setWriteBufferSize(WRITE_BUFFER)
        .setCompressionType(CompressionType.LZ4_COMPRESSION);
  }

  @Override
  public void close() {
    bloom.close();
    writeBuffers.close();
    cache.close();
  }
}
