package dev.tidemark.online.trace;

import dev.tidemark.online.request.LookupTrace;
import dev.tidemark.online.request.LookupTraces;
import dev.tidemark.registry.definition.Settings.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Traces that go to a receiver of OTLP over HTTP, in batches and in the background: while the
 * receiver does not keep up, spans are dropped and lookups are not.
 */
public final class OtlpTraces implements LookupTraces, AutoCloseable {
  private static final long CLOSING_SECONDS = 3;

  /** Spans wait in memory, and what callers name is as long as they like. */
  private static final int LONGEST_VALUE = 1000;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * Begins to take traces.
   *
   * @param service the name under which they are found
   * @param project whose features are looked up
   */
  public OtlpTraces(Tracing tracing, String service, String project) {
    provider =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(resource(service, project)))
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(LONGEST_VALUE).build())
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(tracing.sample())))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter(tracing.endpoint())).build())
            .build();
    tracer = provider.get("dev.tidemark");
  }

  private static Resource resource(String service, String project) {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.name"), service,
            AttributeKey.stringKey("tidemark.project"), project));
  }

  private static ReportedExport exporter(URI endpoint) {
    return new ReportedExport(
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint + "/v1/traces").build(), endpoint);
  }

  @Override
  public Optional<LookupTrace> begin(
      String name, @Nullable String traceparent, @Nullable String tracestate) {
    Context caller =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), new Caller(traceparent, tracestate), Caller.HEADERS);
    Span span = tracer.spanBuilder(name).setParent(caller).setSpanKind(SpanKind.SERVER).startSpan();
    return span.isRecording() ? Optional.of(new SpanTrace(span)) : Optional.empty();
  }

  /** Sends what has ended so far, and gives up after a few seconds. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSING_SECONDS, TimeUnit.SECONDS);
  }
}
