package dev.tidemark.ingest;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Lets a job commit soon after few events, so that they can be read soon; after many it waits
 * longer, as a commit costs as much as hundreds of events, and the longer the more of the time
 * commits take. So it does where commits take very long: few events between them would be so
 * because of them. Shared by the tasks of a job, which has one thread.
 */
final class CommitPace {
  /** Kafka Streams commits as often at the least. */
  static final Duration LATEST = Duration.ofSeconds(1);

  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration LATER = Duration.ofMillis(100);
  private static final int MANY = 1_000;

  /** A thread that was not here for longer has been at a commit. */
  private static final Duration LONG = Duration.ofMillis(500);

  /** Of the time, at most one part in so many is for commits. */
  private static final int PARTS = 4;

  private int events;
  private long last;
  private long asked = Long.MAX_VALUE;

  /** The longest time between two questions since the last commit, in milliseconds. */
  private long away;

  void event() {
    events++;
  }

  /** Whether to commit now; asked again and again. */
  boolean due(long now) {
    away = Math.max(away, now - asked);
    asked = now;
    if (events == 0 || now - last < least()) {
      return false;
    }
    events = 0;
    last = now;
    away = 0;
    return true;
  }

  /** How long it is from one commit to the next. */
  private long least() {
    if (events >= MANY) {
      return Math.max(LATER.toMillis(), PARTS * away);
    }
    return away > LONG.toMillis() ? PARTS * away : SOON.toMillis();
  }

  /** The processor, at this pace. */
  <K, V, R, S> Processor<K, V, R, S> of(Processor<K, V, R, S> processor) {
    return new Processor<>() {
      @Override
      public void init(ProcessorContext<R, S> context) {
        processor.init(context);
        context.schedule(
            SOON,
            PunctuationType.WALL_CLOCK_TIME,
            now -> {
              if (due(now)) {
                context.commit();
              }
            });
      }

      @Override
      public void process(Record<K, V> event) {
        event();
        processor.process(event);
      }

      @Override
      public void close() {
        processor.close();
      }
    };
  }
}
