package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.Meta;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service as far as it could be read. */
record ServiceDraft(
    @Nullable Located<String> name,
    List<PartDraft> parts,
    Optional<FeatureService.Log> log,
    Meta meta) {

  /** Features of one view. */
  record PartDraft(
      @Nullable Located<String> view,
      List<Located<String>> features,
      @Nullable Located<String> as,
      Map<Located<String>, Located<String>> keys) {

    /** The name under which the view appears. */
    @Nullable Located<String> alias() {
      return as == null ? view : as;
    }

    /** Whether it is of a view. */
    boolean names(String other) {
      return view != null && view.value().equals(other);
    }

    FeatureService.Part build() {
      Map<String, String> renamed = new LinkedHashMap<>();
      keys.forEach((key, column) -> renamed.put(key.value(), column.value()));
      return new FeatureService.Part(
          Objects.requireNonNull(view).value(),
          features.stream().map(Located::value).toList(),
          Optional.ofNullable(as).map(Located::value),
          renamed);
    }
  }

  static ServiceDraft read(Mapping mapping) {
    Located<String> name = mapping.name();
    List<PartDraft> parts = new ArrayList<>();
    for (Value value : mapping.list("features", "view of service")) {
      PartDraft part = part(value);
      if (part != null) {
        parts.add(part);
      }
    }
    ServiceDraft draft = new ServiceDraft(name, parts, log(mapping), MetaReader.read(mapping));
    mapping.done();
    return draft;
  }

  private static Optional<FeatureService.Log> log(Mapping mapping) {
    Value log = mapping.optional("log");
    Mapping fields = log == null ? null : log.mapping();
    if (fields == null) {
      return Optional.empty();
    }
    Value sample = fields.required("sample");
    Located<Double> share = sample == null ? null : sample.share();
    fields.done();
    return Optional.ofNullable(share).map(of -> new FeatureService.Log(of.value()));
  }

  private static @Nullable PartDraft part(Value value) {
    if (value.isText()) {
      return new PartDraft(value.text(), List.of(), null, Map.of());
    }
    Mapping mapping = value.mapping();
    if (mapping == null) {
      return null;
    }
    Located<String> view = mapping.text("view");
    List<Located<String>> features = mapping.has("features") ? features(mapping) : List.of();
    Value asValue = mapping.optional("as");
    Located<String> as = asValue == null ? null : asValue.name();
    Names.checkJoinable(as, "as", mapping.problems());
    Map<Located<String>, Located<String>> keys = mapping.texts("keys");
    keys.values().forEach(column -> Names.check(column, "column of key", mapping.problems()));
    mapping.done();
    return new PartDraft(view, features, as, keys);
  }

  private static List<Located<String>> features(Mapping mapping) {
    Once once = new Once("feature", mapping.problems());
    List<Located<String>> features = new ArrayList<>();
    for (Value value : mapping.list("features", "feature")) {
      Located<String> name = value.text();
      if (name != null && once.add(name)) {
        features.add(name);
      }
    }
    return features;
  }

  FeatureService build() {
    return new FeatureService(
        Objects.requireNonNull(name).value(),
        parts.stream().map(PartDraft::build).toList(),
        log,
        meta);
  }
}
