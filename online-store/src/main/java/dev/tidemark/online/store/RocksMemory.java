package dev.tidemark.online.store;

import dev.tidemark.online.store.RocksFigures.Figure;
import java.util.List;
import java.util.Map;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.Statistics;
import org.rocksdb.WriteBufferManager;

/**
 * What all databases of a process share: one block cache, which the write buffers are charged to as
 * well, and RocksDB's counters. Closed after the last database.
 */
public final class RocksMemory implements AutoCloseable {
  /** 256 MiB. */
  public static final long DEFAULT_BYTES = 256L << 20;

  private static final long WRITE_BUFFER = 16L << 20;

  static {
    RocksDB.loadLibrary();
  }

  private final long bytes;
  private final LRUCache cache;
  private final WriteBufferManager writeBuffers;
  private final BloomFilter bloom = new BloomFilter(10);
  private final Statistics statistics = RocksFigures.statistics();

  /**
   * Memory of a size.
   *
   * @param bytes for blocks and write buffers together; the latter get at most half
   */
  public RocksMemory(long bytes) {
    this.bytes = bytes;
    cache = new LRUCache(bytes);
    writeBuffers = new WriteBufferManager(bytes / 2, cache);
  }

  DBOptions databaseOptions() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setWriteBufferManager(writeBuffers)
        .setStatistics(statistics)
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

  /**
   * RocksDB's own numbers.
   *
   * @param entities what {@link PartitionedState#figures} said of each entity
   */
  public RocksFigures figures(Map<String, List<Figure>> entities) {
    return new RocksFigures(
        RocksFigures.all(
            RocksFigures.counted(statistics), RocksFigures.cache(cache.getUsage(), bytes)),
        RocksFigures.reads(statistics),
        entities);
  }

  @Override
  public void close() {
    statistics.close();
    bloom.close();
    writeBuffers.close();
    cache.close();
  }
}
