package dev.tidemark.offline.history;

import dev.tidemark.model.row.ArrivalHeader;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.history.table.Offsets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a share of a feature log's partitions into the log's table, from where the table ends.
 * Which partitions is up to the group; it may change in any call of {@link #step} and {@link
 * #commit}. For one thread.
 */
final class LogTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** How long a commit may take before the group is shown that this node lives. */
  private static final Duration BREATH = Duration.ofSeconds(1);

  /** How long those wait that get the partitions of this node. */
  private static final Duration HAND_OVER = Duration.ofSeconds(20);

  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final TableWriter writer;
  private final int partitions;
  private final long commitNanos;
  private final Committing committing = new Committing();
  private GroupMembershipOperation ending = GroupMembershipOperation.REMAIN_IN_GROUP;

  /** Whether nothing may come, since the writer is busy. */
  private boolean paused;

  private boolean closed;
  private boolean waiting;

  /** Since when something waits for its commit, by the machine's own clock. */
  private long waitingSince;

  /**
   * @param partitions how many the log has
   */
  LogTail(
      Consumer<byte[], byte[]> consumer,
      TableWriter writer,
      String topic,
      int partitions,
      Duration commitInterval) {
    this.consumer = consumer;
    this.writer = writer;
    this.partitions = partitions;
    this.commitNanos = commitInterval.toNanos();
    consumer.subscribe(List.of(topic), new Rebalance());
  }

  /**
   * Takes what has come, and commits when that is due.
   *
   * @return how many records have come
   */
  int step() throws IOException {
    ConsumerRecords<byte[], byte[]> come = poll(POLL);
    for (ConsumerRecord<byte[], byte[]> record : come) {
      writer.add(
          record.partition(), record.offset(), arrival(record), record.key(), record.value());
    }
    consumer.assignment().forEach(p -> writer.reached(p.partition(), consumer.position(p)));
    if (due()) {
      commit(writer::commitPlace);
    }
    return come.count();
  }

  /**
   * Where transactions end, the log ends behind the last record. A node that has all partitions
   * knows how far it has read; others know only what the table says, so that it has to say that.
   */
  private boolean due() {
    boolean wanted = !writer.empty() || (!hasAll() && writer.ahead());
    if (wanted && !waiting) {
      waitingSince = System.nanoTime();
    }
    waiting = wanted;
    return wanted && (writer.full() || System.nanoTime() - waitingSince >= commitNanos);
  }

  private static long arrival(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(ArrivalHeader.NAME);
    return ArrivalHeader.read(
        header == null ? null : header.value(), Micros.ofMillis(record.timestamp()));
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
    try {
      return consumer.poll(atMost);
    } catch (InvalidOffsetException e) {
      // Reading on from elsewhere would lose records, or write them twice.
      throw new IllegalStateException(
          "Cannot go on at %s: the feature log does not hold that offset; if its topic was deleted,"
                  .formatted(writer.next())
              + " remove its history table as well",
          e);
    }
  }

  /** Makes readable what was taken. */
  void commit() throws IOException {
    if (!writer.empty()) {
      commit(writer::commit);
    }
  }

  /** However long it takes, this node stays in the group. */
  private void commit(Committing.Commit commit) throws IOException {
    paused = true;
    consumer.pause(consumer.assignment());
    committing.begin(commit);
    while (!committing.ended(BREATH)) {
      if (!poll(Duration.ZERO).isEmpty()) {
        throw new IllegalStateException("records come while nothing is wanted");
      }
    }
    settle();
    waiting = false;
    paused = false;
    consumer.resume(consumer.paused());
  }

  /** Takes the commit's result; waits for it if need be. */
  private void settle() throws IOException {
    try {
      committing.result();
    } catch (Offsets.Moved e) {
      LOG.info("Dropping what was gathered, and going on from what the table says", e);
      writer.drop();
      take(consumer.assignment());
    }
  }

  private void take(Collection<TopicPartition> taken) {
    writer.take(numbers(taken));
    Map<Integer, Long> next = writer.next();
    taken.forEach(p -> consumer.seek(p, next.getOrDefault(p.partition(), 0L)));
    if (paused) {
      consumer.pause(taken);
    }
  }

  private static List<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).toList();
  }

  /** For each of its partitions the offset up to which everything can be read. */
  Map<Integer, Long> visible() {
    return writer.visible();
  }

  /** Whether it has the log's first partition, of which there is one in the group. */
  boolean hasFirst() {
    return consumer.assignment().stream().anyMatch(p -> p.partition() == 0);
  }

  /** Whether nobody else writes the table. */
  boolean hasAll() {
    return consumer.assignment().size() >= partitions;
  }

  /** Others get its partitions as soon as it is closed; otherwise they wait for it a while. */
  void leave() {
    ending = GroupMembershipOperation.LEAVE_GROUP;
  }

  /** Without a commit. */
  @Override
  public void close() {
    closed = true;
    try {
      consumer.close(CloseOptions.timeout(FAREWELL).withGroupMembershipOperation(ending));
    } finally {
      committing.close();
    }
  }

  /** Called while it polls. What it throws, the poll throws. */
  private final class Rebalance implements ConsumerRebalanceListener {

    /** Others go on from what the table says, so it should say all. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      if (closed || revoked.isEmpty()) {
        return;
      }
      settled();
      if (!writer.empty()) {
        committing.begin(writer::commit);
        settled();
      }
      writer.leave(numbers(revoked));
    }

    /** Others have them by now, and write again what was not committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      if (!closed) {
        settled();
        writer.leave(numbers(lost));
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      if (!closed && !assigned.isEmpty()) {
        settled();
        take(assigned);
        LOG.info("Writing {}", consumer.assignment());
      }
    }

    /** If it does not end in time, nobody knows what the writer has; all begins anew then. */
    private void settled() {
      try {
        if (!committing.ended(HAND_OVER)) {
          throw new IllegalStateException(
              "Cannot hand over partitions within %s: a commit takes longer".formatted(HAND_OVER));
        }
        settle();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
