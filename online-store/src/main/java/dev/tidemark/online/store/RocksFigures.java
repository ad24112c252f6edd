package dev.tidemark.online.store;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.rocksdb.HistogramData;
import org.rocksdb.HistogramType;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.TickerType;

/**
 * RocksDB's own numbers.
 *
 * @param process of all databases together
 * @param reads of all databases together
 * @param entities of each entity's databases
 */
public record RocksFigures(
    List<Figure> process, List<Reads> reads, Map<String, List<Figure>> entities) {
  private static final String CACHE = "block_cache_";

  /** What a number is. */
  public enum Kind {
    /** Grows from 0 since the process started. */
    COUNTER,
    GAUGE
  }

  /**
   * A number.
   *
   * @param name with its unit, in Prometheus' words, without prefix and suffix
   * @param meaning a sentence
   */
  public record Figure(Kind kind, String name, String meaning, double value) {}

  /**
   * How long reads took since the process started.
   *
   * @param call {@code get} reads one entry, {@code multi_get} many
   * @param p50 seconds, as {@code p99}; RocksDB estimates both
   */
  public record Reads(String call, long count, double sumSeconds, double p50, double p99) {}

  /** What RocksDB is to count: all that is cheap, and the times of reads. */
  static Statistics statistics() {
    EnumSet<HistogramType> wanted = EnumSet.of(HistogramType.DB_GET, HistogramType.DB_MULTIGET);
    Statistics statistics = new Statistics(EnumSet.complementOf(wanted));
    statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
    return statistics;
  }

  static List<Figure> counted(Statistics from) {
    return List.of(
        counter(CACHE + "hits", "Blocks found in the cache.", from, TickerType.BLOCK_CACHE_HIT),
        counter(
            CACHE + "misses", "Blocks not found in the cache.", from, TickerType.BLOCK_CACHE_MISS),
        counter(
            "read_keys",
            "Keys that were read.",
            from,
            TickerType.NUMBER_KEYS_READ,
            TickerType.NUMBER_MULTIGET_KEYS_READ),
        counter(
            "read_bytes",
            "Bytes of values that were read.",
            from,
            TickerType.BYTES_READ,
            TickerType.NUMBER_MULTIGET_BYTES_READ),
        counter("written_bytes", "Bytes that were written.", from, TickerType.BYTES_WRITTEN),
        counter("flush_bytes", "Bytes that flushes wrote.", from, TickerType.FLUSH_WRITE_BYTES),
        counter(
            "compaction_read_bytes",
            "Bytes that compactions read.",
            from,
            TickerType.COMPACT_READ_BYTES),
        counter(
            "compaction_written_bytes",
            "Bytes that compactions wrote.",
            from,
            TickerType.COMPACT_WRITE_BYTES),
        new Figure(
            Kind.COUNTER,
            "stall_seconds",
            "Time that writes waited for flushes and compactions.",
            from.getTickerCount(TickerType.STALL_MICROS) / 1e6));
  }

  private static Figure counter(
      String name, String meaning, Statistics from, TickerType... tickers) {
    double sum = 0;
    for (TickerType ticker : tickers) {
      sum += from.getTickerCount(ticker);
    }
    return new Figure(Kind.COUNTER, name, meaning, sum);
  }

  static List<Figure> cache(long bytes, long capacity) {
    return List.of(
        new Figure(Kind.GAUGE, CACHE + "bytes", "What the cache holds.", bytes),
        new Figure(Kind.GAUGE, CACHE + "capacity_bytes", "What it may hold.", capacity));
  }

  static List<Reads> reads(Statistics from) {
    return List.of(
        reads("get", from.getHistogramData(HistogramType.DB_GET)),
        reads("multi_get", from.getHistogramData(HistogramType.DB_MULTIGET)));
  }

  private static Reads reads(String call, HistogramData micros) {
    return new Reads(
        call,
        micros.getCount(),
        micros.getSum() / 1e6,
        micros.getMedian() / 1e6,
        micros.getPercentile99() / 1e6);
  }

  /** What one or more databases hold. */
  record Held(long keys, long liveBytes, long memtableBytes, long files) {
    static final Held NOTHING = new Held(0, 0, 0, 0);

    Held plus(Held more) {
      return new Held(
          keys + more.keys,
          liveBytes + more.liveBytes,
          memtableBytes + more.memtableBytes,
          files + more.files);
    }

    List<Figure> figures() {
      return List.of(
          new Figure(Kind.GAUGE, "keys", "Keys, as RocksDB estimates them.", keys),
          new Figure(Kind.GAUGE, "live_data_bytes", "Size of what is not outdated.", liveBytes),
          new Figure(
              Kind.GAUGE, "memtable_bytes", "What is in memory to be flushed.", memtableBytes),
          new Figure(Kind.GAUGE, "files", "Table files.", files));
    }
  }
}
