package dev.tidemark.online.trace;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** The headers by which a caller tells its trace. */
record Caller(@Nullable String traceparent, @Nullable String tracestate) {
  static final TextMapGetter<Caller> HEADERS = Caller::header;

  private static @Nullable String header(@Nullable Caller caller, String name) {
    return switch (name) {
      case "traceparent" -> caller == null ? null : caller.traceparent;
      case "tracestate" -> caller == null ? null : caller.tracestate;
      default -> null;
    };
  }
}
