package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Settings.Tracing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code tracing} of {@code tidemark.yaml}. */
final class TracingReader {
  private static final double SAMPLE = 0.01;

  private TracingReader() {}

  /** Where traces go; empty when nothing is said of it, or after a problem. */
  static Optional<Tracing> read(@Nullable Value tracing) {
    Mapping fields = tracing == null ? null : tracing.mapping();
    if (fields == null) {
      return Optional.empty();
    }
    Located<String> endpoint = fields.text("endpoint");
    double sample = fields.share("sample", SAMPLE);
    fields.done();
    return endpoint == null
        ? Optional.empty()
        : Optional.of(
            new Tracing(
                HttpUrl.read(endpoint, "http://collector:4318", fields.problems()), sample));
  }
}
