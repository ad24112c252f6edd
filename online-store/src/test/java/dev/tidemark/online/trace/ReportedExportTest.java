package dev.tidemark.online.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidemark.registry.definition.Settings.Tracing;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of a receiver that does not take traces. */
class ReportedExportTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ReportedExport.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(logged);
  }

  @Test
  void a_receiver_that_is_away_is_logged_once_and_not_for_each_batch() {
    try (ReportedExport export =
        new ReportedExport(new Away(), URI.create("http://collector:4318"))) {
      export.export(List.of());
      export.export(List.of());
    }

    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Cannot send traces to http://collector:4318: java.io.IOException: unreachable; lost 0 spans"
                + " so far");
  }

  @Test
  void a_receiver_of_another_kind_is_logged_with_what_it_should_be() {
    try (Receiver receiver = new Receiver(404)) {
      try (OtlpTraces traces = new OtlpTraces(new Tracing(receiver.endpoint(), 1), "a", "b")) {
        traces.begin("lookup", null, null).orElseThrow().end();
      }
      assertThat(logged.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "Cannot send traces to %s: it refuses them, and has to take OTLP over HTTP at /v1/traces; lost 1 spans so far"
                  .formatted(receiver.endpoint()));
    }
  }

  private record Away() implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofExceptionalFailure(
          new IllegalStateException(new IOException("unreachable")));
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
