package dev.tidemark.online.http;

import dev.tidemark.online.request.LookupTrace;
import dev.tidemark.online.request.LookupTraces;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Traces lookups by OpenTelemetry's conventions
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
 */
final class LookupSpan {
  private LookupSpan() {}

  /** Empty where nothing traces, or this one is not sampled. */
  static Optional<LookupTrace> begin(Optional<LookupTraces> traces, Request request) {
    return traces.flatMap(to ->
        to.begin(
            "POST " + GetOnlineFeatures.PATH,
            sent(request, "traceparent"),
            sent(request, "tracestate")));
  }

  /** Several headers of a name are one list. */
  private static @Nullable String sent(Request request, String header) {
    List<String> values = request.getHeaders().getValuesList(header);
    return values.isEmpty() ? null : String.join(",", values);
  }

  static void end(LookupTrace trace, Request request, int status, String message) {
    trace.tell("http.request.method", "POST");
    trace.tell("http.route", GetOnlineFeatures.PATH);
    trace.tell("url.path", GetOnlineFeatures.PATH);
    trace.tell("url.scheme", request.getHttpURI().getScheme());
    trace.tell("http.response.status_code", status);
    if (status >= 500) {
      trace.failed(Integer.toString(status), message);
    }
    trace.end();
  }
}
