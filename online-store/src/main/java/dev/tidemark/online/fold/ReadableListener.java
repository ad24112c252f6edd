package dev.tidemark.online.fold;

/** Is told of events that lookups see from now on. Any thread; it must not take long. */
@FunctionalInterface
public interface ReadableListener {

  /**
   * An event has become readable.
   *
   * @param appended when the feature log accepted it, microseconds since the epoch
   */
  void readable(String source, String entity, long appended);
}
