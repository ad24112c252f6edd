package dev.tidemark.online.http;

import dev.tidemark.online.request.LookupTrace;
import dev.tidemark.online.request.LookupTraces;
import dev.tidemark.online.request.RequestException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Traces {@code POST /get-online-features}, by OpenTelemetry's conventions
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
 */
final class TracedHandler implements Handler {
  private static final String PATH = "/get-online-features";

  private final LookupTraces traces;
  private final Handler lookups;

  private TracedHandler(LookupTraces traces, Handler lookups) {
    this.traces = traces;
    this.lookups = lookups;
  }

  /** The same handler, traced where there is something to trace it. */
  static Handler of(Optional<LookupTraces> traces, Handler lookups) {
    return traces.<Handler>map(to -> new TracedHandler(to, lookups)).orElse(lookups);
  }

  @Override
  public void handle(Context context) throws Exception {
    Optional<LookupTrace> trace =
        traces.begin("POST " + PATH, sent(context, "traceparent"), sent(context, "tracestate"));
    if (trace.isPresent()) {
      handle(context, trace.get());
    } else {
      lookups.handle(context);
    }
  }

  private void handle(Context context, LookupTrace trace) throws Exception {
    int status = 500;
    String message = "";
    try {
      ScopedValue.where(LookupTrace.CURRENT, trace)
          .call(() -> {
            lookups.handle(context);
            return context;
          });
      status = context.statusCode();
    } catch (Exception e) {
      status = status(e);
      message = String.valueOf(e.getMessage());
      throw e;
    } finally {
      end(trace, context.scheme(), status, message);
    }
  }

  /** As the server's handlers of exceptions answer. */
  private static int status(Exception e) {
    return switch (e) {
      case RequestException refused -> refused.status();
      case HttpResponseException routed -> routed.getStatus();
      default -> 500;
    };
  }

  private static void end(LookupTrace trace, String scheme, int status, String message) {
    trace.tell("http.request.method", "POST");
    trace.tell("http.route", PATH);
    trace.tell("url.path", PATH);
    trace.tell("url.scheme", scheme);
    trace.tell("http.response.status_code", status);
    if (status >= 500) {
      trace.failed(Integer.toString(status), message);
    }
    trace.end();
  }

  /** Several headers of a name are one list. */
  private static @Nullable String sent(Context context, String header) {
    List<String> values = Collections.list(context.req().getHeaders(header));
    return values.isEmpty() ? null : String.join(",", values);
  }
}
