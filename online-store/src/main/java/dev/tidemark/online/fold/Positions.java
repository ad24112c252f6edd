package dev.tidemark.online.fold;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * How far changelogs were read, past the marks of transactions, which are no records: without them
 * a copy of a log that ends with some could not be told from one that has not come to the end.
 */
final class Positions {
  private final Map<TopicPartition, Read> read = new ConcurrentHashMap<>();

  /**
   * How far a partition was read. There is no record between the two.
   *
   * @param from the offset after the last record, or where reading began
   * @param next the offset of what comes next
   */
  private record Read(long from, long next) {}

  /** Reading goes on from an offset. */
  void begin(TopicPartition partition, long offset) {
    read.put(partition, new Read(offset, offset));
  }

  /** It goes on elsewhere. */
  void forget(TopicPartition partition) {
    read.remove(partition);
  }

  /**
   * It has come to an offset.
   *
   * @param last the offset of the last record that was read just now, if there was one
   */
  void read(TopicPartition partition, OptionalLong last, long next) {
    read.compute(
        partition,
        (of, before) -> {
          if (last.isPresent()) {
            return new Read(last.getAsLong() + 1, next);
          }
          return new Read(before == null ? next : before.from, next);
        });
  }

  /**
   * The offset up to which a copy holds a changelog.
   *
   * @param restored the offset after the last record that it has taken
   */
  long held(TopicPartition changelog, long restored) {
    Read last = read.get(changelog);
    return last != null && restored >= last.from ? Math.max(restored, last.next) : restored;
  }
}
