package dev.tidemark.registry.yaml;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.Meta;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A feature as far as it could be read. */
sealed interface FeatureDraft {
  @Nullable Located<String> name();

  FeatureDefinition build();

  /** A latest feature. */
  record Latest(
      @Nullable Located<String> name,
      @Nullable Located<ValueType> type,
      @Nullable Located<String> from,
      Meta meta)
      implements FeatureDraft {
    @Override
    public FeatureDefinition build() {
      return new FeatureDefinition.Latest(
          Objects.requireNonNull(name).value(),
          Objects.requireNonNull(type).value(),
          Objects.requireNonNull(from).value(),
          meta);
    }
  }

  /** A window feature. */
  record Window(
      @Nullable Located<String> name,
      @Nullable Located<Function> aggregate,
      Input input,
      Span span,
      Meta meta)
      implements FeatureDraft {
    @Override
    public FeatureDefinition build() {
      return new FeatureDefinition.Window(
          Objects.requireNonNull(name).value(),
          Objects.requireNonNull(aggregate).value(),
          Optional.ofNullable(input.of).map(Located::value),
          input.parameters.n,
          input.parameters.percentile,
          span.window,
          span.offset == null ? Duration.ZERO : span.offset.value(),
          Optional.ofNullable(span.resolution).map(Located::value),
          Optional.ofNullable(input.where).map(Located::value),
          meta);
    }
  }

  /** What a window feature aggregates. */
  record Input(
      @Nullable Located<String> of, Parameters parameters, @Nullable Located<String> where) {}

  /** What some functions need besides; 0 for the others. */
  record Parameters(int n, double percentile) {}

  /**
   * Over which time it does so.
   *
   * @param window empty is {@code lifetime}
   */
  record Span(
      Optional<Duration> window,
      @Nullable Located<Duration> offset,
      @Nullable Located<Duration> resolution) {}
}
