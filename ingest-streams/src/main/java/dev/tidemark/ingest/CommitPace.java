package dev.tidemark.ingest;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Lets a job commit soon after few events, so that they can be read soon; after many it waits for
 * Kafka Streams' own commit interval, as a commit costs as much as hundreds of events. Shared by
 * the tasks of a job, which has one thread.
 */
final class CommitPace {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final int MANY = 1_000;

  private int events;
  private long last;

  /** Whether to commit now; asked again and again. */
  private boolean due(long now) {
    if (events == 0 || now - last < SOON.toMillis()) {
      return false;
    }
    boolean few = events < MANY;
    events = 0;
    last = now;
    return few;
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
        events++;
        processor.process(event);
      }

      @Override
      public void close() {
        processor.close();
      }
    };
  }
}
