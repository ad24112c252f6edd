package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A view as far as it could be read. */
record ViewDraft(
    @Nullable Located<String> name, References references, List<FeatureDraft> features, Body body)
    implements AnyView {

  /** What it refers to. */
  record References(@Nullable Located<String> entity, @Nullable Located<String> source) {}

  /** The rest of it. */
  record Body(@Nullable Located<String> where, Duration ttl, Meta meta) {}

  static ViewDraft read(Mapping mapping) {
    Located<String> name = mapping.name();
    References references = new References(mapping.text("entity"), mapping.text("source"));
    Located<String> where = mapping.optionalText("where");
    Located<Duration> ttl = mapping.optionalDuration("ttl", Duration.ZERO);
    List<FeatureDraft> features = features(mapping);
    Body body =
        new Body(where, ttl == null ? Duration.ZERO : ttl.value(), MetaReader.read(mapping));
    mapping.done();
    return new ViewDraft(name, references, features, body);
  }

  private static List<FeatureDraft> features(Mapping mapping) {
    Once once = new Once("feature", mapping.problems());
    List<FeatureDraft> features = new ArrayList<>();
    for (Value value : mapping.list("features", "feature")) {
      Mapping fields = value.mapping();
      FeatureDraft feature = fields == null ? null : new FeatureReader(fields).read();
      if (feature != null) {
        features.add(feature);
        once.add(feature.name());
      }
    }
    return features;
  }

  @Override
  public List<String> featureNames() {
    return features.stream()
        .map(FeatureDraft::name)
        .filter(Objects::nonNull)
        .map(Located::value)
        .toList();
  }

  FeatureView build() {
    return new FeatureView(
        Objects.requireNonNull(name).value(),
        Objects.requireNonNull(references.entity).value(),
        Objects.requireNonNull(references.source).value(),
        Optional.ofNullable(body.where).map(Located::value),
        body.ttl,
        features.stream().map(FeatureDraft::build).toList(),
        body.meta);
  }
}
