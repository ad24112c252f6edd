package dev.tidemark.online.fold;

import java.util.function.LongConsumer;

/** Is told of events that lookups see from now on. Any thread. */
@FunctionalInterface
public interface ReadableListener {

  /**
   * Who takes the events of a feature log: the time at which the log accepted an event, in
   * microseconds since the epoch, once it can be read. It must not take long.
   */
  LongConsumer of(String source, String entity);
}
