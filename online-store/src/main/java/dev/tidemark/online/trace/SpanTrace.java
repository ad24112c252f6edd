package dev.tidemark.online.trace;

import dev.tidemark.online.request.LookupTrace;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/** A lookup as a span. */
record SpanTrace(Span span) implements LookupTrace {
  @Override
  public void tell(String attribute, String value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void tell(String attribute, long value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void failed(String type, String message) {
    span.setAttribute("error.type", type);
    span.setStatus(StatusCode.ERROR, message);
  }

  @Override
  public void end() {
    span.end();
  }
}
