package dev.tidemark.online.store;

import dev.tidemark.online.store.RocksFigures.Figure;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
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
 * well, the rows that are read often, and RocksDB's counters. Closed after the last database.
 */
public final class RocksMemory implements AutoCloseable {
  private static final long USUAL_BYTES = 256L << 20;

  /** Rows that are read often may take one of so many parts of the heap. */
  private static final long PARTS_OF_HEAP = 8;

  private static final long WRITE_BUFFER = 16L << 20;

  /**
   * A manifest that lost its end would have entries missing of which the offsets say that they are
   * there; the logs tell. This has no setter.
   */
  private static final Properties VERIFIED = new Properties();

  static {
    RocksDB.loadLibrary();
    VERIFIED.setProperty("track_and_verify_wals", "true");
  }

  private final long bytes;
  private final LRUCache cache;
  private final RowCache rows;
  private final WriteBufferManager writeBuffers;
  private final BloomFilter bloom = new BloomFilter(10);
  private final Statistics statistics = RocksFigures.statistics();

  /**
   * Memory of a size.
   *
   * @param bytes for blocks and write buffers together; the latter get at most half
   * @param rows bytes on the heap for rows that are read often
   */
  public RocksMemory(long bytes, long rows) {
    this.bytes = bytes;
    this.rows = new RowCache(rows);
    cache = new LRUCache(bytes);
    writeBuffers = new WriteBufferManager(bytes / 2, cache);
  }

  /** What a node has: 256 MiB, and an eighth of the heap. */
  public static RocksMemory usual() {
    return new RocksMemory(USUAL_BYTES, Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP);
  }

  RowCache rows() {
    return rows;
  }

  DBOptions databaseOptions() {
    return DBOptions.getDBOptionsFromProps(VERIFIED)
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
        Stream.of(
                RocksFigures.counted(statistics),
                RocksFigures.cache(cache.getUsage(), bytes),
                rows.figures())
            .flatMap(List::stream)
            .toList(),
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
