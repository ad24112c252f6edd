package dev.tidemark.cli.node;

import dev.tidemark.online.trace.OtlpTraces;
import dev.tidemark.registry.definition.Settings;
import java.util.Optional;

/** Where a node's traces go. */
final class Traces {
  private Traces() {}

  /** Traces as the settings want them; named by OpenTelemetry's {@code OTEL_SERVICE_NAME}. */
  static Optional<OtlpTraces> of(Settings settings) {
    return settings
        .tracing()
        .map(tracing -> new OtlpTraces(tracing, serviceName(), settings.project()));
  }

  private static String serviceName() {
    return Optional.ofNullable(System.getenv("OTEL_SERVICE_NAME"))
        .filter(name -> !name.isBlank())
        .orElse("tidemark");
  }
}
