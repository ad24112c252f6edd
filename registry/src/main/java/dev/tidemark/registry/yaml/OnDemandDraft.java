package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An on-demand view as far as it could be read. */
record OnDemandDraft(
    @Nullable Located<String> name,
    List<Located<String>> inputs,
    List<ColumnDraft> request,
    List<ComputedDraft> features,
    Meta meta)
    implements AnyView {

  /** One of its features. */
  record ComputedDraft(ColumnDraft column, @Nullable Located<String> expression, Meta meta) {

    @Nullable ValueType type() {
      return column.type() == null ? null : column.type().value();
    }

    OnDemandFeatureView.Feature build() {
      return new OnDemandFeatureView.Feature(
          column.column().name(),
          column.column().type(),
          Objects.requireNonNull(expression).value(),
          meta);
    }
  }

  static OnDemandDraft read(Mapping mapping) {
    Located<String> name = mapping.name();
    List<Located<String>> inputs = inputs(mapping);
    List<ColumnDraft> request = request(mapping);
    List<ComputedDraft> features = features(mapping);
    OnDemandDraft draft =
        new OnDemandDraft(name, inputs, request, features, MetaReader.read(mapping));
    mapping.done();
    if (inputs.isEmpty() && request.isEmpty()) {
      mapping
          .problems()
          .add(
              mapping.place(),
              "bad OnDemandFeatureView: expected inputs or request, found neither");
    }
    return draft;
  }

  private static List<Located<String>> inputs(Mapping mapping) {
    Once once = new Once("input", mapping.problems());
    List<Located<String>> inputs = new ArrayList<>();
    for (Value value : mapping.optionalList("inputs", "input")) {
      Located<String> input = value.text();
      if (once.add(input) && input != null) {
        inputs.add(input);
      }
    }
    return inputs;
  }

  private static List<ColumnDraft> request(Mapping mapping) {
    Once once = new Once("request column", mapping.problems());
    List<ColumnDraft> request = new ArrayList<>();
    for (Value value : mapping.optionalList("request", "request column")) {
      Mapping column = value.mapping();
      if (column != null) {
        ColumnDraft draft = ColumnDraft.readFree(column, "request column");
        column.done();
        once.add(draft.name());
        request.add(draft);
      }
    }
    return request;
  }

  private static List<ComputedDraft> features(Mapping mapping) {
    Once once = new Once("feature", mapping.problems());
    List<ComputedDraft> features = new ArrayList<>();
    for (Value value : mapping.list("features", "on-demand feature")) {
      Mapping fields = value.mapping();
      if (fields != null) {
        ColumnDraft column = ColumnDraft.readFree(fields, "on-demand feature");
        Names.checkJoinable(column.name(), "name of on-demand feature", fields.problems());
        features.add(new ComputedDraft(column, fields.text("expression"), MetaReader.read(fields)));
        fields.done();
        once.add(column.name());
      }
    }
    return features;
  }

  @Override
  public List<String> featureNames() {
    return features.stream()
        .map(feature -> feature.column().name())
        .filter(Objects::nonNull)
        .map(Located::value)
        .toList();
  }

  OnDemandFeatureView build() {
    return new OnDemandFeatureView(
        Objects.requireNonNull(name).value(),
        inputs.stream().map(Located::value).toList(),
        request.stream().map(ColumnDraft::column).toList(),
        features.stream().map(ComputedDraft::build).toList(),
        meta);
  }
}
