package dev.tidemark.online.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An export whose failures are logged once in a while, with the number of spans that they lost. */
final class ReportedExport implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ReportedExport.class);
  private static final long PAUSE = Duration.ofMinutes(5).toNanos();

  /** The library's own log, which goes by every batch; held here because its level else is lost. */
  private final java.util.logging.Logger library =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final SpanExporter to;
  private final URI endpoint;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  ReportedExport(SpanExporter to, URI endpoint) {
    this.to = to;
    this.endpoint = endpoint;
    library.setLevel(Level.OFF);
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = to.export(spans);
    int sent = spans.size();
    return result.whenComplete(() -> {
      if (!result.isSuccess()) {
        lost(sent, result.getFailureThrowable());
      }
    });
  }

  private void lost(int spans, @Nullable Throwable failure) {
    long all = lost.addAndGet(spans);
    long due = next.get();
    long now = System.nanoTime();
    if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
      LOG.warn(
          "Cannot send traces to {}: {}; lost {} spans so far", endpoint, reason(failure), all);
    }
  }

  /** The library's exception says nothing itself; it has a cause unless there was an answer. */
  private static String reason(@Nullable Throwable failure) {
    return failure == null || failure.getCause() == null
        ? "it refuses them, and has to take OTLP over HTTP at /v1/traces"
        : failure.getCause().toString();
  }

  @Override
  public CompletableResultCode flush() {
    return to.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return to.shutdown();
  }
}
