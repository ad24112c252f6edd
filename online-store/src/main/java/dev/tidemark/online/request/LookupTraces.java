package dev.tidemark.online.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where lookups are traced. Any thread; nothing waits, and nothing fails. */
public interface LookupTraces {

  /**
   * Begins the trace of a lookup; empty when it is not sampled. A caller's context that is
   * malformed is as none.
   *
   * @param name of the operation
   * @param traceparent of the W3C's Trace Context, as the caller sent it
   * @param tracestate beside it
   */
  Optional<LookupTrace> begin(
      String name, @Nullable String traceparent, @Nullable String tracestate);
}
